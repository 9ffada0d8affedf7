// Applies the stored or the system's theme before the first paint.
(() => {
  let choice = "auto";
  try {
    choice = JSON.parse(localStorage.getItem("sandbox:theme")) ?? "auto";
  } catch {
    // no stored theme
  }
  const dark = choice === "dark" || (choice === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
