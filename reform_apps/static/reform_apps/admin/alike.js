// Beside a form in which a new application is described: who may already be building it.
for (const place of document.querySelectorAll("[data-alike]")) {
  const form = place.closest("form");
  const name = form.elements.name;
  const summary = form.elements.summary;
  const list = place.querySelector("ul");
  let waiting = 0;
  let asked = 0;

  const show = (found) => {
    list.replaceChildren(...found.map((each) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `${place.dataset.list}?search=${encodeURIComponent(each.code)}`;
      link.target = "_blank";
      link.textContent = `${each.code} ${each.name}`;
      item.append(link, ` ${each.reasons.join(place.dataset.between)}`);
      return item;
    }));
    place.hidden = found.length === 0;
  };

  const ask = async () => {
    const turn = ++asked;
    if (name.value.trim().length < 2) {
      show([]);
      return;
    }
    const answer = await fetch(place.dataset.alike, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
        "Accept-Language": document.documentElement.lang,
      },
      body: JSON.stringify({name: name.value.trim(), summary: summary.value.trim()}),
    });
    // An answer that was overtaken by another question tells nothing.
    if (turn === asked) {
      show(answer.ok ? (await answer.json()).results : []);
    }
  };

  for (const field of [name, summary]) {
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 400);
    });
  }
}
