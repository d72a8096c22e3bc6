// Turns the textarea of an article's text into an editor, unless the editor would lose something of what it holds.

import './links.js'
import { lost } from './lossless.js'
import { cleaned } from './paste.js'

// The keys are Tiptap's; what is kept of an element beyond its tag is what the sanitiser lets an article have.
const KEPT = ['id', 'class', 'lang', 'dir', 'title']
const BLOCKS = [
  'paragraph', 'heading', 'blockquote', 'bulletList', 'orderedList', 'listItem', 'table', 'tableRow', 'tableCell',
  'tableHeader', 'figure', 'caption', 'image', 'codeBlock', 'horizontalRule',
]

function attribute(name) {
  return {
    default: null,
    parseHTML: (element) => element.getAttribute(name),
    renderHTML: (attributes) => (attributes[name] ? { [name]: attributes[name] } : {}),
  }
}

// A figure whose picture was deleted or typed over would stay behind as an empty one.
function withoutEmptyFigures(kit) {
  return new kit.Plugin({
    appendTransaction(transactions, before, state) {
      if (!transactions.some((transaction) => transaction.docChanged)) return null
      const empty = []
      state.doc.descendants((node, position) => {
        if (node.type.name === 'figure' && !node.firstChild?.attrs.src) empty.push([position, node.nodeSize])
      })
      return empty.length ? empty.reverse().reduce((all, [from, size]) => all.delete(from, from + size), state.tr) : null
    },
  })
}

export function extensions(kit, pictures) {
  const kept = Object.fromEntries(KEPT.map((name) => [name, attribute(name)]))
  return [
    kit.Document, kit.Text, kit.Paragraph, kit.HardBreak, kit.Heading.configure({ levels: [2, 3, 4] }),
    kit.Bold, kit.Italic, kit.Underline, kit.Strike, kit.Subscript, kit.Superscript, kit.Code, kit.CodeBlock,
    kit.Blockquote, kit.BulletList, kit.OrderedList.configure({ enableListAttributes: false }), kit.ListItem,
    kit.HorizontalRule,
    kit.Link.configure({ enableTarget: false, autolink: false }).extend({
      addAttributes() {
        return { ...this.parent?.(), title: attribute('title') }
      },
    }),
    kit.Image,
    kit.Figure.configure({ pickerUrl: pictures }).extend({ addAttributes: () => ({}), addNodeView: null }),
    kit.Caption.extend({ addAttributes: () => ({}) }),
    kit.Table, kit.TableRow, kit.TableHeader, kit.TableCell,
    kit.History, kit.HTML, kit.SpecialCharacters, kit.Dropcursor, kit.Gapcursor, kit.Fullscreen, kit.Menu,
    kit.Extension.create({
      name: 'newsroom',
      addGlobalAttributes: () => [{ types: BLOCKS, attributes: kept }],
      addProseMirrorPlugins: () => [withoutEmptyFigures(kit)],
    }),
  ]
}

function open(textarea, kit) {
  const element = kit.crel('div', { className: 'prose-editor' })
  textarea.before(element)
  element.append(textarea)
  const editor = new kit.Editor({
    element,
    extensions: extensions(kit, textarea.dataset.pictures),
    content: textarea.value,
    // Its rules are in editor.css: the content security policy forbids style elements.
    injectCSS: false,
    editorProps: {
      attributes: { 'aria-label': 'Text', role: 'textbox', 'aria-multiline': 'true' },
      transformPastedHTML: cleaned,
    },
    onUpdate: () => {
      textarea.value = editor.isEmpty ? '' : editor.getHTML()
      textarea.dispatchEvent(new Event('input', { bubbles: true }))
    },
  })
  textarea.addEventListener('restored', () => editor.commands.setContent(textarea.value))
  const missing = lost(textarea.value, editor.getHTML())
  if (missing.length) {
    editor.destroy()
    element.replaceWith(textarea)
    const line = kit.crel('p', {
      className: 'help',
      id: `${textarea.id}-why`,
      textContent: `This text is shown as HTML, since the editor would lose something of it: ${missing.join(', ')}.`,
    })
    textarea.closest('.flex-container').after(line)
    textarea.setAttribute('aria-describedby', line.id)
  }
}

for (const textarea of document.querySelectorAll('textarea[data-editor]')) {
  open(textarea, await import(textarea.dataset.editor))
}
