// Keys for the list of cases, only while the focus is in it: j and k move, x chooses, o opens, / leads
// to the search, ? shows the help.
(() => {
  const list = document.querySelector("[data-keys]");
  if (!list) return;
  const rows = [...list.querySelectorAll("[data-case]")];
  const help = document.querySelector("[data-keys-help]");
  if (help) help.hidden = false;
  const row = () => rows.indexOf(document.activeElement.closest("[data-case]"));
  const go = (to) => rows[Math.max(0, Math.min(rows.length - 1, to))]?.querySelector("a").focus();
  const acts = {
    j: () => go(row() + 1),
    k: () => go(row() < 0 ? 0 : row() - 1),
    x: () => rows[row()]?.querySelector("[type=checkbox]")?.click(),
    o: () => rows[row()]?.querySelector("a").click(),
    "/": () => document.querySelector("[data-search] [name=asked]")?.focus(),
    "?": () => { if (help) { help.open = !help.open; help.querySelector("summary").focus(); } },
  };
  list.addEventListener("keydown", (event) => {
    // By the place of the key for letters, so that keyboards of other scripts work too.
    const name = !"?/".includes(event.key) && event.code.startsWith("Key") ? event.code[3].toLowerCase() : event.key;
    if (event.ctrlKey || event.altKey || event.metaKey || !acts[name]) return;
    event.preventDefault();
    acts[name]();
  });
  const boxes = rows.map((one) => one.querySelector("[type=checkbox]")).filter(Boolean);
  const all = document.querySelector("[data-choose-all]");
  if (all && boxes.length) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const every = boxes.every((box) => box.checked);
      boxes.forEach((box) => { box.checked = !every; });
    });
  }
})();
