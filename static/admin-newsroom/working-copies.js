// Sends what is typed to the server while it is typed. What the server cannot take now stays in this browser: one copy for
// each open form, which is sent later, and removed only when the server names it.
'use strict'
{
  const PREFIX = 'newsroom.copy.'
  const TYPED_FOR = 4000 // milliseconds, so that with the time it takes to send, five seconds are lost at most
  const SEEN_EVERY = 30000
  const LARGEST = 5 * 1024 * 1024
  const OWN = ['csrfmiddlewaretoken', 'read_version', 'copy_key', 'continued_key', '_act']
  const form = document.querySelector('#article_form')
  const line = form?.querySelector('.presence')

  const stored = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))
  for (const message of document.querySelectorAll('.messagelist li')) {
    for (const name of message.classList) if (name.startsWith('saved-')) localStorage.removeItem(PREFIX + name.slice(6))
  }

  function start() {
    const { store, owner } = line.dataset
    const status = Object.assign(document.createElement('p'), { className: 'stored' })
    status.setAttribute('role', 'status')
    form.querySelector('.acts').append(status)
    const token = form.elements.csrfmiddlewaretoken.value
    const name = PREFIX + form.elements.copy_key.value
    let timer = null
    let isTyped = false // since it was sent
    let isDirty = false // it differs from what it was at first
    const before = JSON.stringify(fields())
    let last = before

    function fields() {
      const all = {}
      for (const [field, value] of new FormData(form)) {
        if (typeof value === 'string' && !OWN.includes(field) && !field.startsWith('choice')) {
          (all[field] ||= []).push(value.replaceAll('\r\n', '\n'))
        }
      }
      return all
    }

    function copy() {
      return {
        key: form.elements.copy_key.value,
        instead_of: form.elements.continued_key.value,
        version: Number(form.elements.read_version.value),
        fields: fields(),
      }
    }

    function keepHere(sent) {
      try {
        localStorage.setItem(name, JSON.stringify({ owner, store, sent, at: new Date().toLocaleString() }))
        return true
      } catch {
        return false
      }
    }

    async function post(address, sent) {
      const body = JSON.stringify(sent)
      return fetch(address, {
        method: 'POST',
        body,
        headers: { 'X-CSRFToken': token, 'Content-Type': 'application/json' },
        redirect: 'manual', // to the log-in
        keepalive: body.length < 60000, // which browsers allow so much for when a page is left
      })
    }

    async function send() {
      clearTimeout(timer)
      timer = null
      isTyped = false
      const sent = copy()
      const now = JSON.stringify(sent.fields)
      isDirty = now !== before
      // Pickers also report changes when they begin.
      if (now === last) return
      try {
        const answer = await post(store, sent)
        if (!answer.ok) throw new Error(answer.status === 409 || answer.status === 413 ? (await answer.json()).reason : '')
        const { key, at, others } = await answer.json()
        last = now
        if (!isTyped) localStorage.removeItem(PREFIX + key)
        show(others)
        status.textContent = `What you typed was stored at ${at}, and is not saved yet.`
      } catch (error) {
        const here = keepHere(sent)
        const why = error.message && !(error instanceof TypeError) ? error.message : 'The server cannot be reached, or you are logged out.'
        status.textContent = `${why} ${here ? 'This browser keeps what you type.' : 'This browser cannot keep it either: copy it to a safe place.'}`
      }
    }

    function show(others) {
      line.replaceChildren(...others.map((text) => Object.assign(document.createElement('p'), { textContent: text })))
    }

    async function seen() {
      try {
        const answer = await post(store, { ...copy(), fields: null })
        if (answer.ok) show((await answer.json()).others)
      } catch { /* It is tried again. */ }
    }

    // What the browser kept while the server was away goes to the server, which then offers it as it does any other.
    async function sendKept() {
      for (const kept of stored().filter((one) => one !== name)) {
        const { owner: whose, store, sent, at } = JSON.parse(localStorage.getItem(kept))
        if (whose !== owner) continue
        try {
          const answer = await post(store, sent)
          if (answer.ok) {
            const { key } = await answer.json()
            localStorage.removeItem(PREFIX + key)
            if (store === line.dataset.store) offer(`“${sent.fields.title}” was typed on ${at} and not saved. `, `?copy=${key}`)
          } else if ((answer.status === 409 || answer.status === 413) && store === line.dataset.store) {
            offer(`“${sent.fields.title}” was typed on ${at}. ${(await answer.json()).reason} `, () => fill(sent.fields), kept)
          }
        } catch { return }
      }
    }

    function offer(text, act, kept) {
      if (typeof act === 'string' && form.querySelector(`a[href="${act}"]`)) return
      const box = Object.assign(document.createElement('p'), { className: 'kept', textContent: text })
      box.setAttribute('role', 'status')
      const made = Object.assign(document.createElement(typeof act === 'string' ? 'a' : 'button'), { textContent: 'Bring it back' })
      if (typeof act === 'string') made.href = act
      else Object.assign(made, { type: 'button', onclick: () => { act(); box.remove() } })
      box.append(made)
      if (kept) {
        const discard = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Discard it' })
        discard.onclick = () => { localStorage.removeItem(kept); box.remove() }
        box.append(' ', discard)
      }
      line.after(box)
    }

    function fill(fields) {
      for (const [field, values] of Object.entries(fields)) {
        const input = form.elements[field]
        if (!input) continue
        if (input.type === 'checkbox') input.checked = true
        else if (input.multiple) {
          input.replaceChildren(...values.map((value) => new Option(value, value, true, true)))
          input.dispatchEvent(new Event('change', { bubbles: true }))
        } else {
          input.value = values[0]
          input.dispatchEvent(new Event('restored'))
        }
      }
    }

    function typed() {
      isTyped = isDirty = true
      timer ??= setTimeout(send, TYPED_FOR)
    }
    form.addEventListener('input', typed)
    form.addEventListener('change', typed)
    // The pickers tell only jQuery of what they change.
    window.django?.jQuery(form).on('change', 'select', typed)
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && isTyped && send())
    window.addEventListener('beforeunload', (event) => {
      if (isTyped) send()
      if (isDirty) event.preventDefault()
    })
    form.addEventListener('submit', (event) => {
      if (event.submitter?.classList.contains('preview')) return
      const sent = copy()
      if (new Blob([JSON.stringify(sent)]).size > LARGEST) {
        event.preventDefault()
        status.textContent = 'This is larger than 5 MB and cannot be saved: shorten the text, or split it into several articles.'
        return
      }
      clearTimeout(timer)
      isTyped = isDirty = false
      // Should the log-in have ended, this form comes to nothing.
      keepHere(sent)
    })
    // Ctrl-S saves, as everywhere.
    document.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 's') {
        event.preventDefault()
        form.querySelector('[name=_act][value=save]')?.click()
      }
    })
    // Sent before, and refused: it is here again, and not saved.
    if (localStorage.getItem(name)) {
      last = ''
      typed()
    }
    sendKept()
    seen()
    setInterval(() => (localStorage.getItem(name) ? send() : seen()), SEEN_EVERY)
  }
  if (line && form.elements.copy_key && form.querySelector('.acts')) start()
}
