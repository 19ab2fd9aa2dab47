// What the browser does by itself; all else is rendered by the hub. Listeners stand on the document, since the page's elements come and go.
(() => {
  'use strict';
  window.plutora = { live() { document.documentElement.dataset.live = ''; } };

  const theme = () => document.cookie.match(/(?:^|; )plutora\.theme=(light|dark)/)?.[1]
    ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

  function show(chosen) {
    document.cookie = `plutora.theme=${chosen}; path=/; max-age=31536000; samesite=strict`;
    for (const link of document.querySelectorAll('link.theme-light')) link.media = chosen === 'light' ? 'all' : 'not all';
    for (const link of document.querySelectorAll('link.theme-dark')) link.media = chosen === 'dark' ? 'all' : 'not all';
  }

  function toggleMenu(open) {
    const button = document.querySelector('[data-toggles]');
    if (!button) return;
    document.body.classList.toggle('menu-open', open);
    button.setAttribute('aria-expanded', String(open));
  }

  document.addEventListener('click', e => {
    if (e.target.closest('[data-theme-toggle]')) show(theme() === 'dark' ? 'light' : 'dark');
    else if (e.target.closest('[data-toggles]')) toggleMenu(!document.body.classList.contains('menu-open'));
    else if (!e.target.closest('.side') || e.target.closest('.side a')) toggleMenu(false);
    const copy = e.target.closest('[data-copy]');
    if (copy) navigator.clipboard?.writeText(document.getElementById(copy.dataset.copy)?.textContent ?? '');
  });
  document.addEventListener('keydown', e => { if (e.key === 'Escape') toggleMenu(false); });

  // The token of a one-time link stands behind the #, which no server and no log on the way sees.
  const link = document.querySelector('[data-sign-in-link]');
  if (link && /^#[0-9a-f]{64}$/.test(location.hash)) {
    link.elements.namedItem('token').value = location.hash.slice(1);
    link.hidden = false;
    document.querySelector('[data-sign-in-key]').hidden = true;
    history.replaceState(null, '', location.pathname);
    link.querySelector('button').focus();
  } else if (link && !location.search.includes('wrong=')) {
    // A strict cookie stays behind when an address is opened from elsewhere; a request of this page brings it along.
    fetch('/sign-in/state', { credentials: 'same-origin' }).then(answer => {
      if (answer.status === 204) location.replace(document.querySelector('[data-sign-in-key]').elements.namedItem('returnTo').value);
    });
  }
})();
