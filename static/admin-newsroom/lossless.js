// Whether two pieces of HTML say the same, whatever the order of their marks, their blanks and implied paragraphs.

const MARKS = new Set(
  'A STRONG B EM I U S SUB SUP CODE ABBR CITE Q DEL INS SPAN MARK SMALL TIME'.split(' '),
)
const SAME = { b: 'strong', i: 'em' }
const IMPLIED = new Set(['TBODY'])
const DEFAULTS = { colspan: '1', rowspan: '1', start: '1' }
// What the editor adds and the sanitiser takes away again.
const ADDED = new Set(['style', 'data-type', 'type', 'rel', 'target', 'colwidth', 'data-file'])

function name(element) {
  const tag = element.tagName.toLowerCase()
  const attributes = [...element.attributes]
    .filter(({ name, value }) => !ADDED.has(name) && DEFAULTS[name] !== value && !(name === 'class' && !value))
    .map(({ name, value }) => `${name}="${value}"`)
  return [SAME[tag] || tag, ...attributes.sort()].join(' ')
}

// The HTML as a list: blocks as they open and close, and every run of text with the marks on it.
function outline(html) {
  const out = []
  const text = (value, marks, verbatim) => {
    const key = [...marks].sort().join('|')
    const words = verbatim ? value : value.replace(/[ \t\n\r\f]+/g, ' ')
    const last = out[out.length - 1]
    const atStart = !last || last.tag || (last.text.endsWith(' ') && !verbatim)
    const rest = atStart && !verbatim ? words.replace(/^ /, '') : words
    if (!rest) return
    if (last && !last.tag && last.key === key) last.text += rest
    else out.push({ key, text: rest })
  }
  const tag = (value) => {
    const last = out[out.length - 1]
    if (last && !last.tag) {
      last.text = last.text.replace(/ $/, '')
      if (!last.text) out.pop()
    }
    // A paragraph that begins or ends where another block does says nothing of its own.
    if (value === '¶' && out[out.length - 1]?.tag) return
    if (value !== '¶' && out[out.length - 1]?.tag === '¶') out.pop()
    out.push({ tag: value })
  }
  const walk = (node, marks, verbatim) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) text(child.data, marks, verbatim)
      if (child.nodeType !== Node.ELEMENT_NODE) continue
      const label = name(child)
      if (child.tagName === 'CODE' && verbatim) walk(child, marks, verbatim)
      else if (MARKS.has(child.tagName)) {
        // One without words is an anchor; one around a picture is reported with the picture.
        if (child.attributes.length && !child.childNodes.length) tag(`<${label}>`)
        walk(child, new Set([...marks, label]), verbatim)
      }
      else if (IMPLIED.has(child.tagName)) walk(child, marks, verbatim)
      else if (label === 'p') {
        tag('¶')
        walk(child, marks, verbatim)
        tag('¶')
      } else {
        // A picture between words is no block of its own.
        const amongWords = child.tagName === 'IMG' && node.tagName === 'P' && node.textContent.trim()
        const within = child.tagName === 'IMG' ? [...marks].map((mark) => ` within <${mark}>`).join('') : ''
        tag(`<${label}${amongWords ? ' among words' : ''}>${within}`)
        walk(child, marks, verbatim || child.tagName === 'PRE')
        tag(`</${child.tagName.toLowerCase()}>`)
      }
    }
  }
  walk(new DOMParser().parseFromString(html, 'text/html').body, new Set(), false)
  tag('¶')
  return out
}

// Everything around the words: blocks, and marks where they begin.
function elements(items) {
  return items.flatMap(({ tag, key }) => {
    if (tag) return tag.startsWith('</') || tag === '¶' ? [] : [tag]
    return key.split('|').filter(Boolean).map((mark) => `<${mark}>`)
  })
}

// What the first piece has and the second has not, in words for people; empty where they are equal.
export function lost(before, after) {
  const [was, is] = [outline(before), outline(after)]
  if (JSON.stringify(was) === JSON.stringify(is)) return []
  const kept = new Set(elements(is))
  const missing = [...new Set(elements(was))].filter((element) => !kept.has(element))
  return missing.length ? missing.slice(0, 5) : ['the order of its elements']
}
