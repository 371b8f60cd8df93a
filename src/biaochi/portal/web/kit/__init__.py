"""What all pages share: lists that filter, page, export and print; forms that are answered once."""
