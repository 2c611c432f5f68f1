// Claims tied to words in Wagtail's editor: the mark, the dialog that ties one, and what is said when words that
// were checked become others. The law of it stands on the server (stories.carrying); this only tells at once.
"use strict";
(() => {
  const { React, DraftJS, draftail } = window;
  const { EditorState, Modifier, SelectionState } = DraftJS;
  const CLAIM = "CLAIM";
  const fill = (words, told) => words.replace(/%\((\w+)\)s/g, (all, name) => (name in told ? told[name] : all));
  const short = (text) => (text.length > 90 ? `${text.slice(0, 89)}…` : text);

  // As kernel.wording.plain_form: space, the style of quotes and dashes, and invisible marks count for nothing.
  const plain = (words) =>
    words.replace(/[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, "").normalize("NFC")
      .replace(/[“”„‟«»〝〞＂]/g, '"').replace(/[‘’‚‛‹›ʼ＇]/g, "'").replace(/[‐‑‒–—−-]+/g, "-")
      .replace(/\s+/g, " ").trim();

  // What is said aloud, to those who do not see the mark change.
  let region;
  const say = (words) => {
    if (!region) {
      region = document.createElement("div");
      region.className = "w-sr-only claim-says";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    region.textContent = words;
  };
  addEventListener("DOMContentLoaded", () => say(""));

  // What the desk knows of the claims that are marked, asked for once and together.
  const known = new Map();
  const told = new Map(); // by claim: whether its words were the checked ones when it was last drawn
  const listeners = new Set();
  const asked = new Set();
  let waiting = null;
  const storyId = () => (/\/pages\/(\d+)\/edit\//.exec(location.pathname) || [])[1] || "";
  const learn = (claim, urls) => {
    if (known.has(claim) || asked.has(claim)) return;
    asked.add(claim);
    waiting = waiting || setTimeout(async () => {
      waiting = null;
      const ids = [...asked].filter((one) => !known.has(one));
      try {
        const answer = await fetch(`${urls.marked}?story=${storyId()}&claims=${ids.join(",")}`);
        const { claims } = await answer.json();
        for (const one of ids) known.set(one, claims[one] || null);
        for (const redraw of listeners) redraw();
      } catch {
        for (const one of ids) asked.delete(one); // asked again when it is drawn next
      }
    }, 30);
  };

  // The words a claim has in this editor: in each paragraph from the first marked letter to the last.
  const claimAt = (content, block, at) => {
    const key = block.getEntityAt(at);
    const entity = key && content.getEntity(key);
    return entity && entity.getType() === CLAIM ? String(entity.getData().claim) : "";
  };
  const wordsOf = (content, claim) => {
    const parts = [];
    for (const block of content.getBlocksAsArray()) {
      let first = -1;
      let last = -1;
      for (let at = 0; at < block.getLength(); at += 1) {
        if (claimAt(content, block, at) === claim) { if (first < 0) first = at; last = at; }
      }
      if (first >= 0) parts.push(block.getText().slice(first, last + 1));
    }
    return parts;
  };
  const isSame = (parts, words) =>
    words === null || words === undefined || words === "" ||
    parts.some((part) => plain(part) === plain(words)) || plain(parts.join(" ")) === plain(words);

  const tell = (claim, it, same, strings) => {
    const before = told.has(claim) ? told.get(claim) : true;
    told.set(claim, same);
    if (before === same) return;
    const words = same ? strings.again : it.checks ? strings.void : strings.changed;
    say(fill(words, { claim: short(it.text), n: it.checks }));
  };

  const Mark = (props) => {
    const { contentState, entityKey, children, onEdit, onRemove } = props;
    const claim = String(contentState.getEntity(entityKey).getData().claim);
    const { urls, words } = Mark.options || { urls: null, words: {} };
    const [, redraw] = React.useReducer((n) => n + 1, 0);
    React.useEffect(() => { listeners.add(redraw); return () => listeners.delete(redraw); }, []);
    React.useEffect(() => { if (urls) learn(claim, urls); });
    const it = known.get(claim);
    const parts = wordsOf(contentState, claim);
    const same = !it || isSame(parts, it.words);
    React.useEffect(() => { if (it) tell(claim, it, same, words); });
    React.useEffect(() => () => setTimeout(() => {
      // The last of its words is gone, and not because the claim was taken off.
      const gone = !document.querySelector(`[data-claim-mark="${claim}"]`);
      if (gone && known.get(claim) && known.get(claim).words && !lists.off.has(claim)) {
        tell(claim, known.get(claim), false, words);
      }
    }, 50), []);
    const label = it ? `${it.sign} ${it.label}: ${it.text}` : it === null ? words.unknown : "";
    const says = !same ? (it.checks ? fill(words.voids, { n: it.checks }) : words.other) : undefined;
    return React.createElement(
      "span",
      { className: `claim-mark ${it ? it.status : ""} ${same ? "" : "other"}`, "data-claim-mark": claim, "data-says": says || (it ? it.sign : undefined) },
      React.createElement(
        draftail.TooltipEntity,
        {
          entityKey, contentState, onEdit, children,
          onRemove: (key) => { takeOff(claim, words); onRemove(key); },
          icon: React.createElement("span", { hidden: true }), label: label && short(label), url: it ? it.url : "",
        },
      ),
    );
  };

  // Claims taken off or tied since the page was opened, for the form: it may not know their rows.
  const lists = { off: new Set(), on: new Set() };
  const keepLists = () => {
    const form = document.querySelector("form[data-edit-form], #page-edit-form, form#w-editor-form") ||
      document.querySelector("[data-contentpath=body]")?.closest("form");
    if (!form) return;
    for (const [name, ids] of Object.entries(lists)) {
      let field = form.querySelector(`input[name="claims-${name}"]`);
      if (!field) {
        field = document.createElement("input");
        field.type = "hidden";
        field.name = `claims-${name}`;
        form.append(field);
      }
      field.value = [...ids].join(",");
    }
  };
  const tied = (claim) => { lists.on.add(claim); lists.off.delete(claim); keepLists(); };
  const takeOff = (claim, strings) => {
    lists.off.add(claim);
    lists.on.delete(claim);
    keepLists();
    for (const field of document.querySelectorAll('input[name^="carried-"][name$="-claim"]')) {
      if (field.value !== claim) continue;
      document.getElementById(`id_${field.name.replace(/-claim$/, "")}-DELETE-button`)?.click();
    }
    const it = known.get(claim);
    if (it) say(fill(strings.off, { claim: short(it.text) }));
  };

  // The selection as one stretch of one paragraph, without the space at its ends.
  const stretch = (state, entityKey) => {
    const selection = entityKey ? draftail.DraftUtils.getEntitySelection(state, entityKey) : state.getSelection();
    if (selection.getStartKey() !== selection.getEndKey()) return { selection, words: "", across: true };
    const text = state.getCurrentContent().getBlockForKey(selection.getStartKey()).getText();
    let start = selection.getStartOffset();
    let end = selection.getEndOffset();
    while (start < end && /\s/.test(text[start])) start += 1;
    while (end > start && /\s/.test(text[end - 1])) end -= 1;
    return { words: text.slice(start, end), key: selection.getStartKey(), start, end };
  };

  // Ties a claim to a stretch; a link in it stays a link, for a letter has one of both, and the server closes the gap.
  const tie = (state, { key, start, end }, data) => {
    let content = state.getCurrentContent().createEntity(CLAIM, "MUTABLE", data);
    const entity = content.getLastCreatedEntityKey();
    const block = content.getBlockForKey(key);
    const isLink = (at) => {
      const one = block.getEntityAt(at);
      return Boolean(one) && content.getEntity(one).getType() !== CLAIM;
    };
    for (let from = start; from < end;) {
      let to = from;
      while (to < end && isLink(to) === isLink(from)) to += 1;
      if (!isLink(from)) {
        const piece = SelectionState.createEmpty(key).merge({ anchorOffset: from, focusOffset: to });
        content = Modifier.applyEntity(content, piece, entity);
      }
      from = to;
    }
    const after = SelectionState.createEmpty(key).merge({ anchorOffset: end, focusOffset: end });
    return EditorState.forceSelection(EditorState.push(state, content, "apply-entity"), after);
  };

  const token = () => {
    const config = document.getElementById("wagtail-config");
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return (config && JSON.parse(config.textContent).CSRF_TOKEN) || (field && field.value) || "";
  };

  class Source extends React.Component {
    componentDidMount() {
      const { editorState, entityKey, entity, entityType } = this.props;
      this.editor = document.activeElement;
      const current = entity && entity.getType() === CLAIM ? entityKey : null;
      this.place = stretch(editorState, current);
      this.claim = current ? String(entity.getData().claim) : "";
      if (!this.place.words) {
        say(this.place.across ? entityType.words.across : entityType.words.select);
        this.close();
        return;
      }
      this.open();
    }

    componentWillUnmount() { this.dialog?.remove(); }

    close() {
      this.dialog?.close();
      this.props.onClose();
      setTimeout(() => this.editor?.focus?.(), 30);
    }

    async open() {
      const { urls, words } = this.props.entityType;
      const dialog = document.createElement("dialog");
      dialog.className = "tie-claim";
      dialog.setAttribute("aria-labelledby", "tie-title");
      this.dialog = dialog;
      document.body.append(dialog);
      dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.close(); });
      dialog.addEventListener("click", (event) => this.click(event));
      dialog.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
      dialog.addEventListener("keydown", (event) => this.key(event));
      dialog.addEventListener("input", (event) => { if (event.target.name === "text") this.ask(); });
      try {
        const answer = await fetch(urls.tie);
        if (!answer.ok) throw new Error(answer.status);
        this.draw(await answer.text());
      } catch {
        say(words.failed);
        this.close();
        return;
      }
      dialog.querySelector("[name=text]").value = this.place.words;
      dialog.showModal();
      dialog.querySelector("[name=text]").focus();
      this.ask(0);
    }

    draw(markup) {
      const { words } = this.props.entityType;
      this.dialog.innerHTML = markup;
      this.dialog.querySelector("[data-words]").textContent = this.place.words;
      if (!this.claim) return;
      const off = document.createElement("button");
      off.type = "button";
      off.className = "button button-secondary no";
      off.dataset.off = "";
      off.textContent = words.take_off;
      this.dialog.querySelector(".tie-acts").append(off);
    }

    ask(after = 250) {
      clearTimeout(this.timer);
      this.timer = setTimeout(async () => {
        const place = this.dialog.querySelector("[data-alike]");
        const text = this.dialog.querySelector("[name=text]").value;
        const answer = await fetch(`${place.dataset.alike}?q=${encodeURIComponent(text.slice(0, 1500))}`).catch(() => null);
        if (answer?.ok && this.dialog.isConnected) {
          const markup = await answer.text();
          if (place.innerHTML !== markup) place.innerHTML = markup;
        }
      }, after);
    }

    key(event) {
      event.stopPropagation(); // not for the editor behind
      if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
        event.preventDefault();
        this.dialog.querySelector(`[data-pick="${event.code.slice(5)}"]`)?.click();
      } else if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
        event.preventDefault();
        this.send();
      }
    }

    click(event) {
      const button = event.target.closest("button");
      if (!button) return;
      const mode = this.dialog.querySelector("[name=mode]").value;
      if ("close" in button.dataset) this.close();
      else if ("off" in button.dataset) this.take();
      else if (button.dataset.claim) this.done(button.dataset.claim, mode, button.dataset.text);
    }

    async send() {
      const { words } = this.props.entityType;
      const form = this.dialog.querySelector("form");
      if (this.busy) return;
      this.busy = true;
      try {
        const answer = await fetch(form.action, {
          method: "POST", body: new FormData(form), headers: { "X-CSRFToken": token() },
        });
        if (answer.status === 201) {
          const it = await answer.json();
          this.done(String(it.id), it.mode, it.text);
        } else if (answer.status === 422) {
          this.draw(await answer.text());
          (this.dialog.querySelector("[aria-invalid=true]") || this.dialog.querySelector("[name=text]")).focus();
          this.ask(0);
        } else throw new Error(answer.status);
      } catch {
        say(words.failed);
      } finally {
        this.busy = false;
      }
    }

    done(claim, mode, text) {
      const { editorState, entityType, onComplete } = this.props;
      this.dialog.close();
      tied(claim);
      onComplete(tie(editorState, this.place, { claim, mode }));
      say(fill(entityType.words.tied, { claim: short(text) }));
    }

    take() {
      const { editorState, entityType, onComplete } = this.props;
      const { key, start, end } = this.place;
      this.dialog.close();
      takeOff(this.claim, entityType.words);
      const piece = SelectionState.createEmpty(key).merge({ anchorOffset: start, focusOffset: end });
      const content = Modifier.applyEntity(editorState.getCurrentContent(), piece, null);
      onComplete(EditorState.push(editorState, content, "apply-entity"));
    }

    render() { return null; }
  }

  draftail.registerPlugin({ type: CLAIM, source: Source, decorator: Mark }, "entityTypes");
  draftail.registerPlugin({
    type: "CLAIM_KEYS",
    keyBindingFn: (event) => {
      // AltGr is Ctrl and Alt on some keyboards, and writes a letter there.
      const chord = (event.ctrlKey || event.metaKey) && event.altKey && !event.getModifierState?.("AltGraph");
      return chord && event.keyCode === 67 ? CLAIM : undefined;
    },
    initialize: () => {},
  }, "plugins");

  // The decorator is given no options of its own; they are those of whichever editor is on the page.
  window.addEventListener("w-draftail:init", (event) => options(event.detail), true);
  const options = (given) => {
    const own = given?.entityTypes?.find((one) => one.type === CLAIM);
    if (own) Mark.options = own;
  };
  const render = draftail.DraftailRichTextArea.prototype.render;
  draftail.DraftailRichTextArea.prototype.render = function draw(...all) {
    options(this.options);
    return render.apply(this, all);
  };
})();
