"""The portal's gates: one table of addresses with who is answered (``table``), the objects they are about (``world``), what every
page must be (``hygiene``), and the walk over all of it (``walk``)."""
