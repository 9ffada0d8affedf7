// Before the first paint: the remembered theme, or the system's, so that nothing flashes.
(() => {
  let choice = "auto";
  try {
    choice = JSON.parse(localStorage.getItem("sandbox:theme")) ?? "auto";
  } catch {
    // nothing remembered
  }
  const dark = choice === "dark" || (choice === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
