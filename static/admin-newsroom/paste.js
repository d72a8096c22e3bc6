// What is pasted from other programs and sites, with its structure and nothing else: headings, lists, bold, italics, links,
// tables. Google Docs says bold by style, and Word writes lists as paragraphs; the policy of the site hides `style` from the
// editor's parser, so that it is read here.

import { asLink } from './links.js'

const BLOCKS = new Set(['H2', 'H3', 'H4', 'P', 'UL', 'OL', 'LI', 'BLOCKQUOTE', 'PRE', 'TABLE', 'TBODY', 'TR', 'TH', 'TD', 'HR'])
const MARKS = { B: 'strong', STRONG: 'strong', I: 'em', EM: 'em', SUB: 'sub', SUP: 'sup' }
const DROPPED = new Set(['STYLE', 'SCRIPT', 'META', 'LINK', 'TITLE', 'HEAD', 'TEMPLATE', 'OBJECT', 'IFRAME', 'IMG', 'SVG'])
const LISTED = /mso-list:\s*(l\d+)\s+level(\d)/i

const styleOf = (element) => (element.dataset.style || '').toLowerCase()
const property = (element, name) => styleOf(element).match(new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`))?.[1].trim() || ''

// The marks that hold within an element, by its tag and then by its style.
function marksOf(element, marks) {
  const inner = new Set(marks)
  if (MARKS[element.tagName]) inner.add(MARKS[element.tagName])
  const weight = property(element, 'font-weight')
  const slant = property(element, 'font-style')
  const raised = property(element, 'vertical-align')
  if (weight) inner[/^(bold|bolder|[6-9]00)/.test(weight) ? 'add' : 'delete']('strong')
  if (slant) inner[/^(italic|oblique)/.test(slant) ? 'add' : 'delete']('em')
  if (/^(super|sub)/.test(raised)) inner.add(raised.startsWith('super') ? 'sup' : 'sub')
  return inner
}

function linkOf(element) {
  const href = element.getAttribute('href') || ''
  const wrapped = href.match(/^https:\/\/www\.google\.com\/url\?(.*)/)
  return asLink((wrapped && new URLSearchParams(wrapped[1]).get('q')) || href)
}

// Word's paragraphs of lists, nested by their level.
function lists(body) {
  for (const first of body.querySelectorAll('[data-style*="mso-list"]')) {
    if (!LISTED.test(styleOf(first)) || !first.isConnected || first.closest('ul, ol')) continue
    const stack = []
    let line = first
    const end = document.createComment('')
    first.before(end)
    const number = styleOf(first).match(LISTED)[1]
    while (line && styleOf(line).match(LISTED)?.[1] === number) {
      const level = Number(styleOf(line).match(LISTED)[2])
      const marker = [...line.querySelectorAll('[data-style]')].find((one) => /mso-list:\s*ignore/i.test(styleOf(one)))
      const kind = marker && /^[\s(]*([0-9]+|[a-z]|[ivxlc]+)[.)]/i.test(marker.textContent) ? 'ol' : 'ul'
      marker?.remove()
      while (stack.length > level) stack.pop()
      while (stack.length < level) {
        const list = document.createElement(kind)
        const above = stack.at(-1)
        if (!above) end.before(list)
        else (above.lastElementChild || above.appendChild(document.createElement('li'))).append(list)
        stack.push(list)
      }
      const item = document.createElement('li')
      item.append(...line.childNodes)
      stack.at(-1).append(item)
      const next = line.nextElementSibling
      line.remove()
      line = next
    }
    end.remove()
  }
}

function copy(from, to, marks, shift) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      // Both programs break the lines of their HTML anywhere.
      let text = document.createTextNode(node.data.replace(/[\s\u00a0]*[\r\n][\s]*/g, ' '))
      if (!text.data.trim() && /^(TABLE|TBODY|TR|UL|OL|BODY)$/.test(to.tagName)) continue
      for (const mark of marks) {
        const around = document.createElement(mark)
        around.append(text)
        text = around
      }
      to.append(text)
    }
    if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName)) continue
    const heading = node.tagName.match(/^H([1-6])$/)
    const tag = heading ? `H${Math.min(4, Math.max(2, Number(heading[1]) + shift))}` : node.tagName
    if (tag === 'BR') {
      if (to.tagName !== 'BODY') to.append(document.createElement('br'))
    } else if (tag === 'A' && linkOf(node)) {
      const link = document.createElement('a')
      link.href = linkOf(node)
      copy(node, link, marksOf(node, marks), shift)
      if (link.textContent.trim()) to.append(link)
    } else if (BLOCKS.has(tag)) {
      const block = document.createElement(tag)
      for (const name of ['colspan', 'rowspan', 'start']) if (node.hasAttribute(name)) block.setAttribute(name, node.getAttribute(name))
      // All of a heading is bold by itself.
      copy(node, block, heading || tag === 'TH' ? new Set() : marksOf(node, marks), shift)
      if (heading) for (const bold of block.querySelectorAll('strong')) bold.replaceWith(...bold.childNodes)
      // Google Docs has a list within a list beside its item, not in it.
      const inItem = /^[UO]L$/.test(tag) && /^[UO]L$/.test(to.tagName) && to.lastElementChild
      if (block.textContent.trim() || tag === 'TD' || tag === 'TH' || tag === 'HR') (inItem || to).append(block)
    } else copy(node, to, marksOf(node, marks), shift)
  }
}

// The HTML of a clipboard as the editor may have it; what was copied from an editor such as this one stays as it is.
export function cleaned(html) {
  if (html.includes('data-pm-slice')) return html
  // As `style`, the policy would refuse it, with an error for each.
  const readable = html.replace(/<style[^>]*>[^]*?<\/style>/gi, '').replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle=/gi, ' data-style='))
  const page = new DOMParser().parseFromString(readable, 'text/html')
  lists(page.body)
  const body = document.createElement('body')
  copy(page.body, body, new Set(), page.querySelector('h1') ? 1 : 0)
  return body.innerHTML
}
