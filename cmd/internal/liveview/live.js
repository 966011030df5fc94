// Reloads the page when there is a new one, and when the preview was started
// again. A failed connection is tried again by the browser.
let lost = false;
const news = new EventSource("/live");
news.onmessage = () => location.reload();
news.onerror = () => { lost = true; };
news.onopen = () => { if (lost) location.reload(); };
