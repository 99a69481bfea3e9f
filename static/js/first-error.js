// A page that came back with errors puts the person at the first of them.
document.querySelector(".is-invalid, fieldset:has(> .field-error) input")?.focus();
