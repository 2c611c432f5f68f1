// Under a story or a claim: the link to its discussion becomes the discussion, once somebody reads on towards it. All
// that it needs comes with it, so that who only reads the story loads none of that.
(() => {
  "use strict";
  const NEAR = 600; // pixels below the window
  const under = document.querySelector("[data-fragment]");
  if (!under) return;
  let talk = null, isAsked = false;

  async function fetched() {
    try {
      const answer = await fetch(under.dataset.fragment, { credentials: "omit" });
      const found = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
      return found ? found.querySelector("[data-talk]") : null;
    } catch {
      return null; // the link stays, and leads there
    }
  }

  const styled = () => new Promise((done) => {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: under.dataset.style });
    sheet.onload = sheet.onerror = done;
    document.head.append(sheet);
  });

  // Put in while the reader looks on, it would push away what stands below; so it comes while its end is out of sight.
  // Whoever has jumped to the end of the page finds the link.
  async function look() {
    const place = under.getBoundingClientRect();
    if (place.top > innerHeight + NEAR || place.bottom < innerHeight) return;
    if (!isAsked) {
      isAsked = true;
      [talk] = await Promise.all([fetched(), styled()]);
      look();
    } else if (talk) {
      removeEventListener("scroll", look);
      under.querySelector(".enter").replaceWith(document.importNode(talk, true));
      talk = null;
      for (const src of under.dataset.scripts.split(" ")) {
        document.head.append(Object.assign(document.createElement("script"), { src, async: false }));
      }
    }
  }
  addEventListener("scroll", look, { passive: true });
})();
