// Hands the chosen picture to the editor that opened this window.
'use strict'
for (const button of document.querySelectorAll('.pictures button')) {
  button.addEventListener('click', () => {
    const { url, alt, caption } = button.dataset
    const { number } = button.closest('.pictures').dataset
    window.opener?.CKEDITOR?.tools.callFunction(number, url, { alternative_text: alt, caption })
    window.close()
  })
}
// One that was just uploaded is the one that is wanted.
document.querySelector('.pictures .added')?.click()
