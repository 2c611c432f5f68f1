// Two small comforts; every page is whole without them: the clock ticks, the short link copies itself.
(() => {
  "use strict";
  const language = document.documentElement.lang || "en";

  function zoned(options, zone) {
    try {
      return new Intl.DateTimeFormat(language, { ...options, timeZone: zone });
    } catch {
      return new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
    }
  }

  function tick(clock, today) {
    const zone = clock.dataset.zone;
    const hours = zoned({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, zone);
    const day = zoned({ weekday: "long", day: "numeric", month: "long", year: "numeric" }, zone);
    const date = new Intl.DateTimeFormat("en-CA", { timeZone: hours.resolvedOptions().timeZone });
    const face = clock.querySelector("[data-clock]");
    const show = () => {
      const now = new Date();
      const words = hours.format(now);
      if (face.textContent !== words) {
        face.textContent = words;
        clock.dateTime = now.toISOString().slice(0, 19) + "Z";
      }
      if (today && today.dateTime !== date.format(now)) {
        today.dateTime = date.format(now);
        today.textContent = day.format(now);
      }
      setTimeout(show, 60000 - (now.getTime() % 60000) + 20);
    };
    show();
  }

  async function copied(words) {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(words);
      return true;
    }
    const field = document.createElement("textarea");
    field.value = words;
    field.className = "unseen";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }

  function offerCopy(place) {
    const link = place.querySelector("a");
    const button = document.createElement("button");
    const said = document.createElement("span");
    button.type = "button";
    button.className = "copy";
    button.textContent = place.dataset.label;
    said.className = "unseen";
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      let done = false;
      try {
        done = await copied(place.dataset.copy);
      } catch {
        done = false;
      }
      button.focus();
      if (!done) {
        // The browser would not: give the plain link back, which can be copied by hand.
        button.remove();
        link.classList.remove("spent");
        link.focus();
        return;
      }
      button.textContent = place.dataset.copied;
      said.textContent = place.dataset.copied;
      setTimeout(() => {
        button.textContent = place.dataset.label;
        said.textContent = "";
      }, 2500);
    });
    link.classList.add("spent");
    place.append(button, said);
  }

  const clock = document.querySelector("time[data-zone]");
  if (clock) tick(clock, document.querySelector("time[data-today]"));
  document.querySelectorAll("[data-copy]").forEach(offerCopy);
})();
