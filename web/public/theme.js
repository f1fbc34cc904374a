// Before the first paint, so that a chosen theme does not flash. A file of its own: the content
// security policy allows no inline script.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // storage may be closed to us; the system's theme is used
}
