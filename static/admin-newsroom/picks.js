// The option picked last is last, even if it was picked and removed before; a filter applies once something is picked.
'use strict'
{
  const $ = django.jQuery
  $(() => {
    $('select.admin-autocomplete[multiple]').on('select2:select', (event) => {
      const option = [...event.target.options].find((one) => one.value === String(event.params.data.id))
      if (option) event.target.append(option)
      $(event.target).trigger('change')
    })
    $('.pick-filter select').one('change', (event) => event.target.form.requestSubmit())
  })
}
