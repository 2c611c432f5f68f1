// New comments as they come; the page is whole without it. The process that answers readers says when a discussion's
// fragment is another (server-sent events); the fragment is fetched then, and what is new in it is put in.
//
// What the page brings:  <div data-talk="story:7" data-count="12" data-count-words="12 comments">
//                        <ol class="comments" data-live="/discussion/story/7/" data-order="newest"
//                            data-new-one="{n} new comment" data-new-many="{n} new comments">
//                          <li class="comment" id="c12" data-comment="12">… <ol>its answers</ol></li>
// and counts, anywhere:  <span data-comments-count="story:7">12</span>, data-comments-words with the words
// Nothing that is being read moves: what would move it waits behind a button. No form with words in it is touched.
(() => {
  "use strict";
  const STREAM = "/live/pages?";
  const HIDDEN_FOR = 60000; // a tab that was out of sight so long listens no more, until it is seen again
  const FETCH_PAUSE = 1000, PAUSE = 300; // between two fetches of one discussion, and between two changes of it here
  const FIRST_WAIT = 1000, LONGEST_WAIT = 300000, MOST_TRIES = 10;
  const MOST_PAGES = 8, MOST_OLDER = 4;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const talks = new Map();

  const idOf = (comment) => comment.dataset.comment;
  const comments = (place) => [...place.querySelectorAll("li[data-comment]")];
  const above = (comment) => comment.parentElement.closest("li[data-comment]");
  const answers = (comment) => [...comment.children].find((child) => child.matches("ol")) || null;
  const own = (comment) => [...comment.childNodes].filter((node) => !(node.matches && node.matches("ol")));
  const said = (comment) => own(comment).map((node) => node.outerHTML || node.textContent.trim()).join("");

  // Whether somebody is at work in there: a form that was opened, a field with words that were not there, the keyboard.
  function isInUse(place) {
    if (place.contains(document.activeElement) || place.matches("form[data-draft]") || place.querySelector("form[data-draft]")) return true;
    return [...place.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);
  }

  const isMine = (comment) => own(comment).some((node) => node.querySelector && node.querySelector('.acts a[href$="/delete/"]'));

  class Talk {
    constructor(list) {
      this.list = list;
      const told = new URL(list.dataset.live, location.href).pathname;
      this.page = told.endsWith("/fragment/") ? told : told + "fragment/";
      const first = !new URLSearchParams(location.search).has("after");
      this.isOpen = first && (list.dataset.order || "newest") === "newest";
      this.seen = new Set(comments(list).map(idOf));
      this.words = new Map(comments(list).map((each) => [idOf(each), said(each)]));
      this.text = this.etag = this.timer = this.taking = this.told = null;
      this.fetchedAt = this.takenAt = this.modified = this.older = 0;
      this.missed = [];
      this.waiting = [];
      this.isBehind = false;
      this.isKnown = this.isOpen; // of another order it is not known yet what there was
      this.note = null;
    }

    // The edge says what the fragment is now, and to many what is other in it; `within` is the time that all who listen
    // share to fetch it.
    hear(told) {
      this.told = told;
      this.older = 0;
      if (told.etag === this.etag || this.follow(told)) return;
      if (this.timer) this.missed.push(told);
      else this.fetchSoon(Math.random() * (told.within || 0));
    }

    // Make the fragment that is here into the one that is told of; returns whether that could be done.
    follow(told) {
      if (this.text === null || !told.changes || told.from !== this.etag) return false;
      const lines = this.text.split("\n");
      for (const [line, gone, words] of told.changes) lines.splice(line, gone, ...words.split("\n").slice(0, -1));
      this.text = lines.join("\n");
      this.etag = told.etag;
      this.taking ||= setTimeout(() => this.take(), Math.max(0, this.takenAt + PAUSE - Date.now()));
      return true;
    }

    fetchSoon(wait) {
      this.isBehind = document.hidden;
      if (document.hidden) return;
      this.timer = setTimeout(() => this.fetch(), Math.max(this.fetchedAt + FETCH_PAUSE - Date.now(), wait));
    }

    catchUp() {
      if (this.isBehind && !this.timer) this.fetchSoon(0);
    }

    // The fragment as it is when one comes: who has it needs no more than what is other in it after that.
    begin() {
      this.timer ||= true;
      return this.fetch({ cache: "no-cache" });
    }

    // One that is touched again meanwhile is good enough: its next is told of as well.
    async fetch(how = { cache: "no-store", headers: { "Cache-Control": "max-stale=2" } }) {
      this.fetchedAt = Date.now();
      this.missed = []; // what is told from now on may not be in the answer
      try {
        const answer = await fetch(this.page, { credentials: "omit", ...how });
        if (answer.ok) {
          this.text = await answer.text();
          this.etag = (answer.headers.get("ETag") || "").replace(/^W\/|"/g, "").split("-")[0] || null;
          this.modified = Date.parse(answer.headers.get("Last-Modified")) / 1000;
          this.take();
        }
      } catch {
        // The next event, or the next look at the page, tries again.
      }
      this.timer = null;
      this.missed.forEach((told) => this.follow(told));
      const last = this.missed.pop();
      if (last && last.etag !== this.etag) this.fetchSoon(Math.random() * (last.within || 0));
      else if (this.isOld()) this.fetchSoon(FETCH_PAUSE * 2 ** this.older++ + Math.random() * (this.told.within || 0));
    }

    // A cache before the paper hears a moment later what is other, and gives what it has until then.
    isOld() {
      return this.told && this.told.etag !== this.etag && this.modified <= this.told.modified && this.older < MOST_OLDER;
    }

    take() {
      clearTimeout(this.taking);
      this.taking = null;
      this.takenAt = Date.now();
      const fresh = new DOMParser().parseFromString(this.text, "text/html");
      const found = fresh.querySelector("ol.comments") || fresh.body;
      this.count(fresh);
      const list = comments(found);
      const added = list.filter((each) => !this.seen.has(idOf(each)) && !this.isOlder(each));
      list.forEach((each) => this.seen.add(idOf(each)));
      this.drop(list);
      list.forEach((each) => this.change(each));
      if (!this.isKnown) {
        this.isKnown = true;
        return;
      }
      this.waiting = this.waiting.map((old) => list.find((each) => idOf(each) === idOf(old)) || old);
      this.waiting.push(...added);
      if (this.isOpen) this.waiting = this.waiting.filter((each) => !this.put(each, true));
      this.say();
    }

    // At the top what is new stands first; what comes after all that is here was not asked for.
    isOlder(fresh) {
      return this.isOpen && !above(fresh) && comments(this.list).length > 0 && !this.following(fresh);
    }

    count(fresh) {
      const talk = fresh.querySelector("[data-talk][data-count]");
      if (!talk) return;
      const put = (name, words) => document.querySelectorAll(`[${name}="${CSS.escape(talk.dataset.talk)}"]`).forEach((place) => {
        if (place.textContent !== words) place.textContent = words;
      });
      put("data-comments-count", talk.dataset.count);
      put("data-comments-words", talk.dataset.countWords);
    }

    here(id) {
      return this.list.querySelector(`li[data-comment="${CSS.escape(id)}"]`);
    }

    // Edited, removed, supported: put in place, but for what somebody is at work in, and one's own as only they see it.
    change(fresh) {
      const old = this.here(idOf(fresh));
      const words = said(fresh);
      if (!old || this.words.get(idOf(fresh)) === words || own(old).some((node) => node.nodeType === 1 && isInUse(node))) return;
      this.words.set(idOf(fresh), words);
      if (said(old) === words || (isMine(old) && !old.matches(".waits") && !fresh.matches(".gone"))) return;
      const pressed = own(old).map((node) => node.querySelector && node.querySelector("[aria-pressed]")).find(Boolean);
      const list = answers(old);
      own(old).forEach((node) => node.remove());
      old.className = fresh.className;
      let before = list;
      for (const node of fresh.childNodes) {
        if (node === answers(fresh)) before = null;
        else old.insertBefore(document.importNode(node, true), before);
      }
      const button = pressed && own(old).map((node) => node.querySelector && node.querySelector("[data-support] button")).find(Boolean);
      if (button) button.setAttribute("aria-pressed", pressed.getAttribute("aria-pressed"));
    }

    // Gone is what is missing before another that is still there; what is missing at the end is on the next page.
    drop(list) {
      if (!this.isOpen) return;
      const there = new Set(list.map(idOf));
      for (const old of comments(this.list)) {
        if (there.has(idOf(old)) || old.matches(".waits") || isInUse(old)) continue;
        let next = old.nextElementSibling;
        while (next && !there.has(idOf(next))) next = next.nextElementSibling;
        if (next && this.isBelow(old)) old.remove();
        else if (next) old.classList.add("is-gone");
      }
    }

    // Whether a place, or its end, is further down than what is in sight.
    isBelow(place, end = false) {
      return place.getBoundingClientRect()[end ? "bottom" : "top"] >= window.innerHeight;
    }

    // Put a comment where it stands in the fragment; `quietly` only where nothing in sight moves. Returns whether it is in.
    put(fresh, quietly) {
      if (this.here(idOf(fresh))) return true;
      const over = above(fresh);
      const under = over && this.here(idOf(over));
      if (over && !under) return false;
      let list = under ? answers(under) : this.list;
      const next = list && this.following(fresh);
      if (quietly && !this.isBelow(next || list || under, !next)) return false;
      if (!list) {
        list = document.importNode(fresh.parentElement, false);
        under.insertBefore(list, under.querySelector(":scope > .more-answers"));
      }
      const made = document.importNode(fresh, true);
      comments(made).forEach((each) => each.remove()); // they have their own turn
      made.classList.add("is-new");
      made.tabIndex = -1;
      list.insertBefore(made, next);
      const empty = this.list.parentElement.querySelector(":scope > .empty");
      if (empty) empty.remove();
      this.words.set(idOf(fresh), said(fresh));
      this.list.dispatchEvent(new CustomEvent("comments:added", { bubbles: true, detail: { comment: made } }));
      return true;
    }

    // The comment on the page before which this one stands in the fragment; null for the end of the list.
    following(fresh) {
      for (let next = fresh.nextElementSibling; next; next = next.nextElementSibling) {
        const here = next.dataset.comment && this.here(idOf(next));
        if (here) return here;
      }
      return null;
    }

    // How many wait, politely; one press shows them.
    say() {
      const number = this.waiting.length;
      if (!this.note) {
        this.note = document.createElement("div");
        this.note.className = "live-note";
        this.note.setAttribute("role", "status");
        this.list.before(this.note);
      }
      if (!number) {
        this.note.replaceChildren();
        return;
      }
      const shape = number === 1 ? this.list.dataset.newOne : this.list.dataset.newMany;
      const words = (shape || "{n}").replace("{n}", new Intl.NumberFormat(document.documentElement.lang || "en").format(number));
      const button = this.note.querySelector("button") || document.createElement("button");
      button.type = "button";
      if (button.textContent !== words) button.textContent = words;
      button.onclick = () => this.show();
      if (!button.isConnected) this.note.append(button);
    }

    show() {
      const first = this.waiting[0] && idOf(this.waiting[0]);
      if (!this.isOpen) {
        location.assign(this.page.replace(/fragment\/$/, "") + "#c" + first);
        return;
      }
      this.waiting = this.waiting.filter((each) => !this.put(each, false));
      const shown = first && this.here(first);
      // What it answers is on another page.
      if (!shown) location.assign(this.page.replace(/fragment\/$/, "") + "#c" + first);
      this.say();
      if (!shown) return;
      shown.focus({ preventScroll: true });
      shown.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    }
  }

  // --- The stream ----------------------------------------------------------------------------------

  let stream = null, tries = 0, again = null, goodbye = null;

  function listen() {
    clearTimeout(again);
    if (stream || !talks.size || document.hidden) return;
    const asked = [...talks.keys()].slice(0, MOST_PAGES).map((page) => "page=" + encodeURIComponent(page));
    stream = new EventSource(STREAM + asked.join("&"));
    stream.onopen = () => {
      tries = 0;
    };
    stream.addEventListener("page", (event) => {
      const told = JSON.parse(event.data);
      const talk = talks.get(told.page);
      if (talk) talk.hear(told);
    });
    stream.addEventListener("gone", stop);
    stream.onerror = () => {
      // While it is not closed, the browser comes again by itself.
      if (!stream || stream.readyState !== EventSource.CLOSED) return;
      stop();
      if (tries >= MOST_TRIES) return;
      const wait = Math.min(FIRST_WAIT * 2 ** tries, LONGEST_WAIT) * (0.5 + Math.random());
      tries += 1;
      again = setTimeout(listen, wait);
    };
  }

  function stop() {
    clearTimeout(again);
    if (stream) stream.close();
    stream = null;
  }

  async function look() {
    if (document.hidden) return;
    const begun = [];
    document.querySelectorAll("ol[data-live]").forEach((list) => {
      if ([...talks.values()].some((known) => known.list === list)) return;
      const talk = new Talk(list);
      talks.set(talk.page, talk);
      begun.push(talk.begin());
    });
    if (begun.length) {
      // What nobody has asked for yet is not there yet, and cannot be listened to.
      await Promise.all(begun);
      stop();
    }
    listen();
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(goodbye);
    if (document.hidden) {
      goodbye = setTimeout(stop, HIDDEN_FOR);
      return;
    }
    talks.forEach((talk) => talk.catchUp());
    look();
  });
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) listen();
  });
  look();
})();
