// Draws the numbers of the table beside it: <div data-weekly-chart="id of the json script">. The table then folds away.

const styles = getComputedStyle(document.documentElement);
const colour = (name) => styles.getPropertyValue(name).trim();

for (const frame of document.querySelectorAll("[data-weekly-chart]")) {
  const numbers = JSON.parse(document.getElementById(frame.dataset.weeklyChart).textContent);
  frame.hidden = false;
  draw(frame.querySelector("canvas"), numbers);
  for (const table of frame.parentElement.querySelectorAll("[data-fold-when-drawn]")) table.open = false;
}

function draw(canvas, { labels, series, lang }) {
  const looks = [
    { backgroundColor: colour("--accent"), borderColor: colour("--accent"), borderWidth: 1 },
    { backgroundColor: colour("--surface"), borderColor: colour("--ink-soft"), borderWidth: 2 },
  ];
  new window.Chart(canvas, {
    type: "bar",
    data: { labels, datasets: series.map((one, place) => ({ ...one, ...looks[place] })) },
    options: {
      animation: false,
      maintainAspectRatio: false,
      locale: lang,
      font: { family: styles.fontFamily },
      plugins: { legend: { position: "bottom", labels: { color: colour("--ink") } } },
      scales: {
        x: { grid: { display: false }, ticks: { color: colour("--ink-soft"), maxRotation: 0 } },
        y: { beginAtZero: true, ticks: { precision: 0, color: colour("--ink-soft"), maxTicksLimit: 5 } },
      },
    },
  });
}
