// Does the little work a form asks for (spam/work.py) while one types, and puts the answer into the form.
// Nothing waits for it: a form sent before it is done, or by a browser that cannot do it, is a form all the same.
"use strict";
(() => {
  const TOGETHER = 256; // digests that are under way at once; between two heaps the page is answered

  const begun = new WeakMap(); // what a form's work was begun for

  function zeros(digest) {
    const view = new DataView(digest);
    const first = Math.clz32(view.getUint32(0));
    return first < 32 ? first : 32 + Math.clz32(view.getUint32(4));
  }

  async function seek(given, bits) {
    const letters = new TextEncoder();
    for (let from = 0; from < 1e8; from += TOGETHER) {
      const digests = await Promise.all(
        Array.from({ length: TOGETHER }, (_, step) =>
          crypto.subtle.digest("SHA-256", letters.encode(`${given}.${from + step}`)),
        ),
      );
      const found = digests.findIndex((digest) => zeros(digest) >= bits);
      if (found >= 0) return String(from + found);
      await new Promise((go) => setTimeout(go)); // typing comes first
    }
    return "";
  }

  async function work(form) {
    const { ticket, receipt } = form.elements;
    const bits = Number(form.dataset.work);
    if (!ticket || !receipt || !(bits > 0)) return;
    const given = `${ticket.value}.${receipt.value}`;
    if (begun.get(form) === given) return;
    begun.set(form, given);
    const answer = await seek(given, bits);
    if (begun.get(form) !== given) return; // the form was given another receipt meanwhile
    const field = form.elements.work || document.createElement("input");
    field.type = "hidden";
    field.name = "work";
    field.value = answer;
    form.append(field);
  }

  if (!globalThis.crypto || !crypto.subtle) return; // a page that is not served over TLS has none
  document.addEventListener("focusin", (event) => {
    const form = event.target.closest && event.target.closest("form[data-work]");
    if (form) work(form);
  });
})();
