// Keeps the comments of a page: after each save Wagtail (7.4) puts those of the server's answer in the place of all that
// the browser has. A comment or an answer that is being written, or was finished since the save was sent, went with them.
//
// What the server says of comments is taken over when some were sent that it didn't know, and only once nothing is
// being written; until then the form is saved with the comments that it had before.
//
// Used of Wagtail: `window.comments.commentApp` (its store, actions, selectors and `updateData`), the fields
// `comments-*` of the form, and the order of the answer's comments, which is that of the form's.

const WRITING = ["creating", "editing"];
const OWN_IDS = 1_000_000; // Wagtail counts from 1, anew after each save

let nextId = OWN_IDS;

export class Comments {
  // Of a comment that isn't saved yet, `finished` is called as soon as it is, `changed` once Wagtail has taken it in.
  constructor(form, { finished, changed }) {
    this.form = form;
    this.app = window.comments?.commentApp;
    this.sent = null; // by Wagtail's own number: the comments as the save under way or just answered has them
    this.answer = null; // what the server answered of them, not taken over yet
    if (!this.app) return;
    this.known = this.fields();
    let wasWriting = false;
    this.app.store.subscribe(() => {
      const ended = wasWriting && !this.isWriting();
      wasWriting = this.isWriting();
      if (!ended) return;
      if (this.isUnsaved()) finished();
      // Wagtail hears of it as well and fills the form.
      setTimeout(() => {
        this.takeOver();
        if (this.isUnsaved()) changed();
      });
    });
  }

  all() {
    return this.app.store.getState().comments.comments;
  }

  fields() {
    return [...new FormData(this.form)].filter(([name]) => name.startsWith("comments-"));
  }

  isUnsaved() {
    return Boolean(this.app) && (this.answer !== null || this.app.selectors.selectIsDirty(this.app.store.getState()));
  }

  isWriting() {
    if (!this.app) return false;
    return [...this.all().values()].some(
      (comment) =>
        WRITING.includes(comment.mode) ||
        comment.newReply ||
        [...comment.replies.values()].some(({ mode }) => mode === "editing"),
    );
  }

  // Whether a save would bring something new to the server.
  isReady() {
    return this.isUnsaved() && !this.isWriting();
  }

  send(data) {
    this.sent = null;
    if (!this.app || !this.isUnsaved()) return;
    if (this.isReady()) {
      this.sent = this.all();
      return;
    }
    for (const name of new Set(data.keys())) if (name.startsWith("comments-")) data.delete(name);
    for (const [name, value] of this.known) data.append(name, value);
  }

  // Before Wagtail hears of the answer.
  receive(response) {
    if (!this.app) return;
    if (this.sent) this.answer = { sent: this.sent, comments: response.comments };
    delete response.comments;
    this.takeOver();
  }

  takeOver({ evenWhileWriting = false } = {}) {
    if (!this.answer || (this.isWriting() && !evenWhileWriting)) return;
    const { sent, comments } = this.answer;
    const present = [...this.all().values()];
    this.answer = null;
    this.app.updateData(comments);
    this.known = this.fields();
    const finished = [...sent.values()].filter(({ mode }) => mode !== "creating");
    for (const comment of present) this.redo(comment, finished, comments.comments);
  }

  // What was done since the save was sent, done again to the comment that came back.
  redo(comment, finished, answered) {
    const { store, actions } = this.app;
    const index = finished.findIndex(({ localId }) => localId === comment.localId);
    if (index < 0) {
      store.dispatch(actions.addComment({ ...comment, localId: nextId++, annotation: null }));
      return;
    }
    const saved = finished[index];
    const back = [...this.all().values()].find(({ remoteId }) => remoteId === answered[index].pk);
    if (saved === comment || !back) return;
    const { text, deleted, resolved } = comment;
    store.dispatch(actions.updateComment(back.localId, { text, deleted, resolved }));
    const replies = [...saved.replies.values()];
    for (const reply of comment.replies.values()) {
      const place = replies.findIndex(({ localId }) => localId === reply.localId);
      if (place < 0) {
        store.dispatch(actions.addReply(back.localId, { ...reply, localId: nextId++ }));
        continue;
      }
      const { pk } = answered[index].replies[place];
      const replyBack = [...back.replies.values()].find(({ remoteId }) => remoteId === pk);
      if (!replyBack) continue;
      const { text, deleted } = reply;
      store.dispatch(actions.updateReply(back.localId, replyBack.localId, { text, deleted }));
    }
  }
}
