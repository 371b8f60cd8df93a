// What pages do beyond links and forms: charts from data in the page, printing, and a form sent once a press.
"use strict";

function drawCharts(root) {
  for (const figure of root.querySelectorAll("[data-chart]")) {
    const data = document.getElementById(figure.dataset.chart);
    if (!data || !window.echarts || figure.dataset.drawn) continue;
    figure.dataset.drawn = "1";
    const chart = window.echarts.init(figure.querySelector(".chart-space"), null, { renderer: "svg" });
    const option = JSON.parse(data.textContent);
    chart.setOption({ animation: false, textStyle: { fontFamily: "inherit" }, color: ["#b4232a", "#1d5fa8", "#56616d", "#c98a1b"], tooltip: { renderMode: "richText" }, ...option });
    window.addEventListener("resize", () => chart.resize());
  }
}

document.addEventListener("DOMContentLoaded", () => {
  drawCharts(document);
  if (document.body.classList.contains("print-now")) window.print();
});
document.addEventListener("htmx:load", (event) => drawCharts(event.target));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.target.method !== "post") return;
  window.setTimeout(() => { button.disabled = true; }, 0);
  window.setTimeout(() => { button.disabled = false; }, 8000);
});
