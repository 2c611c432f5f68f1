// Two comforts of a story's page, which is whole without them: a tap on marked words opens what is known beside
// them, and selected words are taken along to the form on which an error is reported.
(() => {
  "use strict";
  const GAP = 8;

  // --- What is known, beside the words -------------------------------------------------------------

  const pattern = document.getElementById("explain");
  let opener = null;

  function explanation() {
    const made = pattern.content.firstElementChild.cloneNode(true);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "explain-close";
    close.textContent = pattern.dataset.close;
    close.addEventListener("click", () => made.hidePopover());
    made.append(close);
    made.querySelector(".to-panel").addEventListener("click", () => {
      opener = null; // the reader goes on to the panel, not back to the words
      made.hidePopover();
    });
    made.addEventListener("toggle", (event) => {
      if (event.newState !== "closed" || !opener) return;
      opener.removeAttribute("aria-expanded");
      const lost = document.activeElement === document.body || made.contains(document.activeElement);
      if (lost) opener.focus({ preventScroll: true });
      opener = null;
    });
    return made;
  }

  function fill(made, entry) {
    const copy = (from, to) => to.replaceChildren(...(from ? [...from.cloneNode(true).childNodes] : []));
    copy(entry.querySelector(".standing"), made.querySelector(".standing"));
    copy(entry.querySelector(".claim-words > .why"), made.querySelector(".why"));
    const told = made.querySelector(".explain-told");
    told.replaceChildren(...[...entry.querySelectorAll(".claim-words > .said, .claim-words > .verbatim")].map((each) => each.cloneNode(true)));
    const against = made.querySelector(".explain-against");
    const denial = entry.querySelector(".map.denies li");
    against.textContent = denial ? `${against.dataset.label} ${denial.firstChild.textContent.trim()}` : "";
    made.querySelector(".to-panel").href = `#${entry.id}`;
    const page = made.querySelector(".to-page");
    const own = entry.querySelector(".claim-page a");
    page.hidden = !own;
    if (own) page.href = own.href;
    for (const status of ["confirmed", "corroborated", "asserted", "withdrawn", "disputed", "denied", "refuted", "unverifiable", "none"]) {
      made.classList.toggle(status, entry.classList.contains(status));
    }
  }

  // Beside the words: under their last line, or over their first where there is more room; never off the page.
  function place(made, words) {
    const lines = words.getClientRects();
    const page = document.documentElement;
    const size = made.getBoundingClientRect();
    const under = lines[lines.length - 1].bottom + GAP;
    const over = lines[0].top - GAP - size.height;
    const top = under + size.height > page.clientHeight && over > 0 ? over : under;
    const start = getComputedStyle(page).direction === "rtl" ? lines[lines.length - 1].right - size.width : lines[lines.length - 1].left;
    const left = Math.max(GAP * 2, Math.min(start, page.clientWidth - size.width - GAP * 2));
    made.style.top = `${Math.round(top + window.scrollY)}px`;
    made.style.left = `${Math.round(left + window.scrollX)}px`;
  }

  function openBeside(link) {
    const entry = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!entry) return false;
    const home = link.closest(".par, .quotation") || link.parentElement;
    home.after(made);
    fill(made, entry);
    link.focus({ preventScroll: true });
    opener = link;
    made.showPopover();
    place(made, link.closest("mark") || link);
    link.setAttribute("aria-expanded", "true");
    made.focus({ preventScroll: true });
    made.scrollIntoView({ block: "nearest" });
    return true;
  }

  const marked = [...document.querySelectorAll('mark.claim a[href^="#claim-"]')];
  let made = null;
  if (pattern && marked.length && "popover" in HTMLElement.prototype) {
    made = explanation();
    for (const link of marked) {
      link.setAttribute("aria-haspopup", "dialog");
      link.addEventListener("click", (event) => {
        if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        if (openBeside(link)) event.preventDefault();
      });
    }
    let width = window.innerWidth;
    window.addEventListener("resize", () => {
      if (window.innerWidth !== width && made.matches(":popover-open")) made.hidePopover();
      width = window.innerWidth;
    });
  }

  // --- The words an error is in --------------------------------------------------------------------

  const report = document.querySelector("a[data-report]");
  const story = document.querySelector("article.story");
  if (report && story) {
    const plain = report.textContent;
    const address = report.getAttribute("href");
    document.addEventListener("selectionchange", () => {
      const selection = document.getSelection();
      const words = selection.toString().replace(/\s+/g, " ").trim().slice(0, 600);
      const inside = words && selection.anchorNode && story.contains(selection.anchorNode);
      // A press on the link itself takes the selection away; what was chosen last stays chosen.
      if (!inside) return;
      report.href = `${address}?words=${encodeURIComponent(words)}`;
      report.textContent = report.dataset.selected || plain;
    });
  }
})();
