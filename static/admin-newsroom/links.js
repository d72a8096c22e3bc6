// What people type or paste as the address of a link, as a link has it.

const SCHEMES = /^(https?|mailto|tel|sms):/i
const MAIL = /^[^\s@/:]+@[^\s@/]+\.[a-z]{2,}$/i
const HOST = /^([\p{L}\p{N}-]+\.)+\p{L}{2,}(:\d+)?([/?#]|$)/u

// The address with its scheme; '' if nothing can be made of it.
export function asLink(text) {
  const typed = text.trim()
  if (/^[/#?]/.test(typed) && !/\s/.test(typed)) return typed
  if (MAIL.test(typed)) return `mailto:${typed}`
  if (/^\+?[\d\s()/-]{6,}$/.test(typed)) return `tel:${typed.replace(/[^\d+]/g, '')}`
  const url = SCHEMES.test(typed) ? typed : HOST.test(typed) ? `https://${typed}` : ''
  if (/^(mailto|tel|sms):/i.test(url)) return url.length > url.indexOf(':') + 1 && !/\s/.test(url) ? url : ''
  return URL.canParse(url) && !/\s/.test(url) && !/^https?:$/i.test(url) ? url : ''
}

// Before the editor reads its dialogue for links.
document.addEventListener('click', (event) => {
  const input = event.target.closest?.('.prose-editor-dialog [type=submit]')?.form.elements.href
  if (!input?.value) return
  const url = asLink(input.value)
  if (url) input.value = url
  input.setCustomValidity(url ? '' : 'This cannot be a link: write it as https://example.org/page, /page or name@example.org.')
  input.addEventListener('input', () => input.setCustomValidity(''), { once: true })
}, true)
