// What takes long is said, and is not sent twice.
for (const form of document.querySelectorAll("form[data-wait]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    button.setAttribute("aria-live", "polite");
    button.textContent = form.dataset.wait;
  });
}
