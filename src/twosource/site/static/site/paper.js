// Two small comforts; every page is whole without them: the clock ticks (in its place there is a frame with the
// time otherwise), the short link copies itself.
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

  // The zone's own name in the season it is; the page brings the names by their offset in minutes.
  function labelled(place) {
    const labels = JSON.parse(place.dataset.labels);
    let offsets;
    try {
      offsets = new Intl.DateTimeFormat("en", { timeZone: place.dataset.zone, timeZoneName: "longOffset" });
    } catch {
      return () => Object.values(labels)[0];
    }
    return (now) => {
      const words = offsets.formatToParts(now).find((part) => part.type === "timeZoneName").value;
      const [, sign, hours, minutes] = words.match(/([+-])(\d\d):(\d\d)/) || ["", "+", "0", "0"];
      const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
      return labels[offset] || words;
    };
  }

  function tick(place) {
    const clock = document.createElement("time");
    const dot = document.createElement("span");
    const today = document.createElement("time");
    clock.className = "clock";
    dot.className = "dot";
    dot.setAttribute("aria-hidden", "true");
    dot.textContent = " · ";
    today.dataset.today = "";
    const zone = place.dataset.zone;
    const label = labelled(place);
    const hours = zoned({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, zone);
    const day = zoned({ weekday: "long", day: "numeric", month: "long", year: "numeric" }, zone);
    const date = new Intl.DateTimeFormat("en-CA", { timeZone: hours.resolvedOptions().timeZone });
    const show = () => {
      const now = new Date();
      const words = hours.format(now) + " " + label(now);
      if (clock.textContent !== words) {
        clock.textContent = words;
        clock.dateTime = now.toISOString().slice(0, 19) + "Z";
      }
      if (today.dateTime !== date.format(now)) {
        today.dateTime = date.format(now);
        today.textContent = day.format(now);
      }
      setTimeout(show, 60000 - (now.getTime() % 60000) + 20);
    };
    show();
    place.append(clock, dot, today);
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

  document.querySelectorAll("[data-zone]").forEach(tick);
  document.querySelectorAll("[data-copy]").forEach(offerCopy);
})();
