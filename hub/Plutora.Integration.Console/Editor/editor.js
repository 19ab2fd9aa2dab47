// The editor of mapping documents: CodeMirror within a shadow root, where its styles are adopted sheets that the content security policy allows.
import { EditorState, Compartment } from '@codemirror/state';
import { EditorView, keymap, lineNumbers, highlightActiveLine, highlightActiveLineGutter, drawSelection, highlightSpecialChars } from '@codemirror/view';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { syntaxHighlighting, HighlightStyle, indentUnit, bracketMatching } from '@codemirror/language';
import { yaml } from '@codemirror/lang-yaml';
import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { setDiagnostics, lintGutter, lintKeymap } from '@codemirror/lint';
import { searchKeymap, highlightSelectionMatches } from '@codemirror/search';
import { tags } from '@lezer/highlight';

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--editor-name)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--editor-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--editor-value)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--editor-comment)', fontStyle: 'italic' },
]);

const theme = EditorView.theme({
  '&': { color: 'var(--rz-text-color)', backgroundColor: 'var(--rz-base-background-color)', fontSize: '.875rem', height: '100%' },
  '&.cm-focused': { outline: '2px solid var(--rz-primary)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace', lineHeight: '1.5' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--rz-text-secondary-color)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--rz-primary) 8%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--rz-text-color)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'color-mix(in srgb, var(--rz-primary) 30%, transparent)' },
  '.cm-tooltip, .cm-panels': { backgroundColor: 'var(--rz-base-background-color)', color: 'var(--rz-text-color)', border: '1px solid var(--rz-base-400)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--rz-primary)', color: 'var(--rz-on-primary)' },
  '.cm-completionDetail': { fontStyle: 'normal', opacity: '.75' },
});

// Fields of the target stand where a member begins, functions and paths of the record within expressions.
function complete(words) {
  return context => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const word = context.matchBefore(/[$\w.-]*/);
    if (!context.explicit && word.from === word.to) return null;
    const member = /^\s*(?:- )?[\w-]*$/.test(before);
    const options = words.filter(w => member ? w.kind === 'member' : w.kind !== 'member')
      .map(w => ({ label: w.label, type: w.kind === 'function' ? 'function' : w.kind === 'path' ? 'variable' : 'property', detail: w.detail, info: w.info || undefined, apply: w.apply || undefined }));
    return { from: word.from, options, validFor: /^[$\w.-]*$/ };
  };
}

class CodeEditor extends HTMLElement {
  #view; #words = []; #reading = new Compartment(); #timer; #told;

  connectedCallback() {
    if (this.#view) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    this.#view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: this.textContent,
        extensions: [
          lineNumbers(), highlightActiveLine(), highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(), highlightSelectionMatches(), lintGutter(),
          indentUnit.of('  '), EditorState.tabSize.of(2), yaml(), syntaxHighlighting(colours), theme, EditorView.lineWrapping,
          autocompletion({ override: [context => complete(this.#words)(context)] }),
          keymap.of([...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
          this.#reading.of(EditorState.readOnly.of(true)),
          EditorView.contentAttributes.of({ 'aria-label': this.getAttribute('aria-label') ?? 'Document', 'aria-multiline': 'true', spellcheck: 'false' }),
          EditorView.domEventHandlers({ blur: () => { this.#tell(); return false; } }),
          EditorView.updateListener.of(update => { if (update.docChanged) this.#changed(); }),
        ],
      }),
    });
  }

  disconnectedCallback() { this.#tell(); this.#view?.destroy(); this.#view = undefined; }

  get value() { return this.#view?.state.doc.toString() ?? ''; }

  // A text that the hub sets, such as one in which a value was placed.
  setValue(text) {
    if (this.#view && text !== this.value) {
      this.#told = text;
      this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
    }
  }

  setWords(words) { this.#words = words; }

  setFaults(faults) {
    if (!this.#view) return;
    const doc = this.#view.state.doc;
    this.#view.dispatch(setDiagnostics(this.#view.state, faults.map(f => {
      const line = doc.line(Math.min(Math.max(1, f.line), doc.lines));
      const from = Math.min(line.from + Math.max(0, f.column - 1), line.to);
      const word = /^[\w$.-]+/.exec(doc.sliceString(from, line.to));
      return { from, to: Math.min(line.to, from + (word ? word[0].length : 1)), severity: f.severity, message: f.message };
    })));
  }

  goTo(line, column) {
    const at = this.#view.state.doc.line(Math.min(Math.max(1, line), this.#view.state.doc.lines));
    this.#view.dispatch({ selection: { anchor: Math.min(at.from + Math.max(0, column - 1), at.to) }, scrollIntoView: true });
    this.#view.focus();
  }

  // Where the hub draws the page the element stands before its text does; until the hub listens nothing can be written that would be lost.
  listen(listener, text) {
    this.listener = listener;
    this.setValue(text);
    this.#view?.dispatch({ effects: this.#reading.reconfigure(EditorState.readOnly.of(this.hasAttribute('readonly'))) });
  }

  #changed() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#told === this.value) { this.#told = undefined; return; }
    this.#timer = setTimeout(() => this.#tell(), 300);
  }

  // What was written is told before a button beside it is heard. A page that is gone meanwhile takes nothing any more.
  #tell() {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.listener?.invokeMethodAsync('Changed', this.value).catch(() => {});
  }
}

if (!customElements.get('code-editor')) customElements.define('code-editor', CodeEditor);

export const setValue = (editor, text) => editor.setValue(text);
export const setWords = (editor, words) => editor.setWords(words);
export const setFaults = (editor, faults) => editor.setFaults(faults);
export const goTo = (editor, line, column) => editor.goTo(line, column);
export const listen = (editor, listener, text) => editor.listen(listener, text);
