// Names the boxes that select2 draws after their fields: it gives them none, so that screen readers could not tell them.
'use strict'
{
  const nameOf = (select) => select.getAttribute('aria-label') || select.labels[0]?.textContent.replace(/:?\s*$/, '').trim() || ''
  const label = (element, name) => {
    if (element && name) element.setAttribute('aria-label', name)
  }
  const mend = () => {
    for (const box of document.querySelectorAll('select + .select2-container')) {
      const name = nameOf(box.previousElementSibling)
      label(box.querySelector('.select2-selection--single'), name)
      label(box.querySelector('.select2-search--inline input'), name)
      // It says that it is a field, in which nothing can be typed.
      const shown = box.querySelector('.select2-selection--single .select2-selection__rendered')
      shown?.removeAttribute('role')
      shown?.removeAttribute('aria-readonly')
    }
    label(document.querySelector('.select2-search--dropdown input'), 'Search')
  }
  document.addEventListener('DOMContentLoaded', () => {
    mend()
    new MutationObserver(mend).observe(document.body, { childList: true, subtree: true })
  })
}
