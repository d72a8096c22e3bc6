// Keeps what is being typed in this browser until it is saved, and offers it back, should a log-in have ended meanwhile.
'use strict'
{
  const PREFIX = 'newsroom.draft.'
  const FIELDS = ['title', 'standfirst', 'body']
  const form = document.querySelector('#article_form')
  const key = PREFIX + location.pathname
  const field = (name) => form.elements[name]
  const typed = () => Object.fromEntries(FIELDS.map((name) => [name, field(name).value.replaceAll('\r\n', '\n')]))
  const kept = (name) => JSON.parse(localStorage.getItem(name) || 'null')

  function keep(sent) {
    localStorage.setItem(key, JSON.stringify({ fields: typed(), sent, at: new Date().toLocaleString() }))
  }

  function button(text, act) {
    const made = Object.assign(document.createElement('button'), { type: 'button', textContent: text })
    made.addEventListener('click', act)
    return made
  }

  function offer({ fields, at }) {
    const line = Object.assign(document.createElement('p'), { className: 'kept', textContent: `Text of ${at} was not saved. ` })
    line.setAttribute('role', 'status')
    const bringBack = () => {
      for (const [name, value] of Object.entries(fields)) {
        field(name).value = value
        field(name).dispatchEvent(new Event('restored'))
      }
      line.remove()
    }
    const discard = () => {
      localStorage.removeItem(key)
      line.remove()
    }
    line.append(button('Bring it back', bringBack), ' ', button('Discard it', discard))
    form.prepend(line)
  }

  if (form && FIELDS.every(field)) {
    if (document.querySelector('.messagelist .success')) {
      const saved = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX) && kept(name).sent)
      for (const name of saved) localStorage.removeItem(name)
    }
    const before = kept(key)
    if (before && JSON.stringify(before.fields) !== JSON.stringify(typed())) offer(before)
    let timer
    form.addEventListener('input', () => {
      clearTimeout(timer)
      timer = setTimeout(keep, 1000, false)
    })
    form.addEventListener('submit', () => {
      clearTimeout(timer)
      keep(true)
    })
  }
}
