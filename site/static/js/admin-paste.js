// The body's editor: a text pasted with headings, tables or quotations becomes blocks, which the server makes of its
// HTML (core/paste_views.py). What Wagtail's text keeps by itself goes on as it does.
//
// Used of Wagtail: the StreamBlock of its telepath, `draftailEditor` on a field of rich text, draftail.splitState.

(() => {
  const STRUCTURE =
    "h1, h2, h3, h4, h5, h6, [role=heading], [style*='mso-outline-level'], table, img, " +
    "blockquote, [class*=MsoTitle], [class*=MsoHeading], [class*=MsoQuote], [class*=MsoIntenseQuote]";
  const MORE =
    "ul, ol, [style*='mso-list'], [class*=MsoListBullet], [class*=MsoListNumber], " +
    "[style*='mso-element:comment'], pre, del, s, strike";
  const OWN = "[data-draftjs-conductor-fragment]"; // copied in a text of the site's
  // The editor of a text makes paragraphs of items at the edges of what it pastes.
  const LIST_AT_AN_EDGE = /^<[uo]l>|<\/[uo]l>$/;
  const PARAGRAPHS = "p, div, li, br, tr, pre, h1, h2, h3, h4, h5, h6";
  const PATIENCE = 30_000; // milliseconds
  const replayed = new WeakSet(); // events that go on as they are

  // --- What is asked of the server

  function content(html) {
    const { body } = new DOMParser().parseFromString(html, "text/html");
    for (const node of body.querySelectorAll("script, style, link, meta")) node.remove();
    // The images themselves may weigh megabytes.
    for (const image of body.querySelectorAll("img")) image.removeAttribute("src");
    return body;
  }

  // The answer of core/paste_views.py; null where there is none.
  async function ask(address, html) {
    const data = new FormData();
    data.set("html", html);
    const { CSRF_HEADER_NAME, CSRF_TOKEN } = JSON.parse(document.getElementById("wagtail-config").textContent);
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers: {
          [CSRF_HEADER_NAME]: document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? CSRF_TOKEN,
          "X-Requested-With": "XMLHttpRequest",
        },
        body: data,
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.ok || answer.status === 422) return await answer.json();
      document.dispatchEvent(new CustomEvent("parvis:refused"));
    } catch {
      // The site is away.
    }
    return null;
  }

  // --- What is put into the body

  function pasteInText(field, html, text) {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    replayed.add(event);
    field.querySelector(".public-DraftEditor-content").dispatchEvent(event);
  }

  // The state without what is selected, which a paste replaces.
  function withoutSelection(state) {
    const selection = state.getSelection();
    if (selection.isCollapsed()) return state;
    const { EditorState, Modifier } = window.DraftJS;
    const rest = Modifier.removeRange(state.getCurrentContent(), selection, "backward");
    return EditorState.push(state, rest, "remove-range");
  }

  // The state without empty paragraphs at its end, or at its beginning.
  function trimmed(state, end) {
    const { ContentState, EditorState } = window.DraftJS;
    const blocks = state.getCurrentContent().getBlocksAsArray().slice();
    const count = blocks.length;
    while (blocks.length && !blocks.at(end ? -1 : 0).getText().trim()) {
      if (end) blocks.pop();
      else blocks.shift();
    }
    if (!blocks.length || blocks.length === count) return state;
    return EditorState.push(state, ContentState.createFromBlockArray(blocks), "remove-range");
  }

  function pasteBlocks(body, child, blocks) {
    let index = body.children.indexOf(child);
    if (index < 0) {
      index = body.children.length; // the text was deleted meanwhile
    } else {
      const state = withoutSelection(textOf(child).draftailEditor.getEditorState());
      const { stateBefore, stateAfter, shouldMoveCommentFn } = window.draftail.splitState(state);
      const [before, after] = [trimmed(stateBefore, true), trimmed(stateAfter, false)];
      const [precedes, follows] = [before, after].map((part) => part.getCurrentContent().hasText());
      if (precedes && follows) {
        body.splitBlock(index, before, after, shouldMoveCommentFn, { animate: false });
        index += 1;
      } else if (precedes) {
        child.block.setState(before);
        index += 1;
      } else if (follows) {
        child.block.setState(after);
      } else {
        body.deleteBlock(index);
      }
    }
    const added = blocks.map((block, place) => body.insert(block, index + place, { animate: false }));
    added.at(-1).focus();
  }

  // The hidden field of a block of text.
  function textOf(child) {
    return [...child.element.querySelectorAll("input[type=hidden]")].find((field) => field.draftailEditor);
  }

  async function paste(body, child, field, { html, sent, text }) {
    const { paste: texts } = body.blockDef.meta;
    const message = window.parvisNotice(texts.close);
    if (sent.length > texts.limit) {
      message.warn(texts.tooLarge);
      return;
    }
    message.wait(texts.underWay);
    field.setAttribute("aria-busy", "true");
    const answer = await ask(texts.address, sent);
    field.removeAttribute("aria-busy");
    if (!answer) {
      pasteInText(field, html, text);
      message.warn(texts.unavailable);
    } else if (answer.refused) {
      message.warn(answer.refused);
    } else {
      if (answer.text && !LIST_AT_AN_EDGE.test(answer.text)) pasteInText(field, answer.text, text);
      else if (answer.blocks.length) pasteBlocks(body, child, answer.blocks);
      if (answer.dropped.length) message.tell(texts.dropped, answer.dropped);
      else message.hide();
    }
    field.dispatchEvent(new Event("change", { bubbles: true })); // whoever watches the form looks again
  }

  function stop(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function receive(body, event) {
    const texts = body.blockDef.meta.paste;
    const { warn } = window.parvisNotice(texts.close);
    const field = event.target.closest?.("[data-draftail-editor-wrapper]");
    if (replayed.has(event) || !field || !event.clipboardData) return;
    const html = event.clipboardData.getData("text/html");
    const words = event.clipboardData.getData("text/plain");
    const child = body.children.find(({ element }) => element.contains(field));
    const found = html && content(html);
    const [length, paragraphs] = found
      ? [found.textContent.length, found.querySelectorAll(PARAGRAPHS).length]
      : [words.length, words.split("\n").length];
    if (length > texts.mostLetters || paragraphs > texts.mostParagraphs) {
      stop(event); // the editor of a text would keep the whole form waiting for minutes
      warn(texts.tooMuch);
      return;
    }
    if (!found) {
      const images = imagesOf(event.clipboardData);
      if (images.length) {
        stop(event);
        takeImage(body, child, images);
      }
      return;
    }
    if (found.querySelector(OWN)) return;
    const structured = found.querySelector(STRUCTURE);
    if (child?.type !== "rich_text") {
      if (structured) warn(texts.unstructured);
    } else if (structured || found.querySelector(MORE)) {
      stop(event);
      paste(body, child, field, { html, sent: found.innerHTML, text: words });
    }
  }

  // --- Images: a block “Photo”, in whose window the file waits for its credit

  const imagesOf = ({ files }) => [...files].filter(({ type }) => type.startsWith("image/"));

  function drop(body, event) {
    const images = event.dataTransfer ? imagesOf(event.dataTransfer) : [];
    if (!images.length || event.target.closest("input[type=file]")) return;
    stop(event);
    takeImage(
      body,
      body.children.find(({ element }) => element.contains(event.target)),
      images,
    );
  }

  function takeImage(body, child, [image, ...others]) {
    const texts = body.blockDef.meta.paste;
    const message = window.parvisNotice(texts.close);
    if (others.length) {
      message.warn(texts.images);
      return;
    }
    const index = child ? body.children.indexOf(child) + 1 : body.children.length;
    const made = body.insert({ type: "photo", value: { photo: null, caption: "" } }, index, { animate: false });
    const chooser = made.block.childBlocks.photo.widget;
    window.jQuery(document).one("shown.bs.modal", ({ target }) => {
      if (!fillWindow(target, image)) message.warn(texts.image);
    });
    window.jQuery(document).one("hidden.bs.modal", () => {
      const place = body.children.findIndex(({ block }) => block === made.block);
      if (place >= 0 && !chooser.getState()) body.deleteBlock(place); // nothing was chosen
    });
    chooser.openChooserModal();
  }

  // Whether the window has a form to send an image with, which then has this one.
  function fillWindow(shown, image) {
    const input = shown.querySelector("input[type=file]");
    if (!input) return false;
    const files = new DataTransfer();
    files.items.add(image);
    shown.querySelector(`[role=tab][href="#${input.closest("[role=tabpanel]")?.id}"]`)?.click();
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    focusOnceShown(shown.querySelector("[name$=-credit]"));
    return true;
  }

  // Wagtail's tabs show their panel a moment after they were asked to.
  function focusOnceShown(field, tries = 60) {
    if (field?.offsetParent) field.focus();
    else if (field && tries) requestAnimationFrame(() => focusOnceShown(field, tries - 1));
  }

  // At the end, where an empty text gives its place.
  function append(body, blocks) {
    const last = body.children.at(-1);
    if (last?.type === "rich_text" && !textOf(last).draftailEditor.getEditorState().getCurrentContent().hasText()) {
      body.deleteBlock(body.children.length - 1);
    }
    for (const block of blocks) body.insert(block, body.children.length, { animate: false });
  }

  class BodyBlockDefinition extends window.wagtailStreamField.blocks.StreamBlockDefinition {
    render(...args) {
      const body = super.render(...args);
      body.container[0].addEventListener("paste", (event) => receive(body, event), { capture: true });
      body.container[0].addEventListener("drop", (event) => drop(body, event), { capture: true });
      body.container[0].addEventListener("dragover", (event) => {
        if ([...event.dataTransfer.types].includes("Files")) event.preventDefault(); // else no file can be dropped here
      });
      // Another script's text (admin-word-drop.js).
      body.container[0].dataset.parvisBody = "";
      body.container[0].addEventListener("parvis:append", ({ detail }) => append(body, detail.blocks));
      return body;
    }
  }

  window.telepath.register("core.blocks.BodyBlock", BodyBlockDefinition);
})();
