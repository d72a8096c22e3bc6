// Pictures of an article open in a viewer, on the page. Without this script each is a link to its file.

const PICTURE = /^\/wp-content\/uploads\/.+\.(jpe?g|png|gif|webp|avif)$/i;
const SWIPE = 40; // pixels

const viewer = document.querySelector('.viewer');
const links = [...document.querySelectorAll('.story a')].filter(
  link => PICTURE.test(link.pathname) && link.origin === location.origin && link.querySelector('img'),
);
const large = new Image();
let shown = 0;
let started = null;

function caption(link) {
  const words = link.closest('figure')?.querySelector('figcaption');
  return words ? [...words.cloneNode(true).childNodes] : [link.querySelector('img').alt];
}

function show(number) {
  shown = (number + links.length) % links.length;
  const link = links[shown];
  const small = link.querySelector('img');
  const [words, place, original] = ['figcaption', '.viewer-place', '.viewer-bar a'].map(
    part => viewer.querySelector(part),
  );
  large.removeAttribute('srcset');
  large.alt = small.alt;
  large.sizes = '100vw';
  large.srcset = small.srcset;
  large.src = original.href = link.href;
  words.replaceChildren(...caption(link));
  place.textContent = links.length > 1 ? `${shown + 1} / ${links.length}` : '';
}

function turn(step) {
  if (links.length > 1) show(shown + step);
}

if (viewer && links.length) {
  const forward = getComputedStyle(viewer).direction === 'rtl' ? -1 : 1;
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = viewer.dataset.sheet;
  document.head.append(sheet);
  viewer.querySelector('figure').prepend(large);
  viewer.classList.toggle('alone', links.length === 1);
  links.forEach((link, number) => link.addEventListener('click', event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(number);
    viewer.showModal();
  }));
  viewer.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (!button && !event.target.closest('a, img, figcaption')) viewer.close();
    else if (button?.value === 'close') viewer.close();
    else if (button) turn(Number(button.value));
  });
  viewer.addEventListener('keydown', event => {
    if (event.key === 'ArrowRight') turn(forward);
    else if (event.key === 'ArrowLeft') turn(-forward);
  });
  viewer.addEventListener('pointerdown', event => { started = event.isPrimary ? event.clientX : null; });
  viewer.addEventListener('pointerup', event => {
    const moved = started === null ? 0 : event.clientX - started;
    // A picture that is enlarged by two fingers is moved, not turned.
    if (Math.abs(moved) > SWIPE && visualViewport.scale < 1.05) turn(moved < 0 ? forward : -forward);
    started = null;
  });
  viewer.addEventListener('dragstart', event => event.preventDefault());
}

// A link to a comment that is on another page of a long conversation: its permalink knows which.

const linked = location.hash.match(/^#(comment-\d+)$/)?.[1];
if (linked && !document.getElementById(linked) && document.querySelector('.comments .pages')) {
  const permalink = `${new URL(document.querySelector('link[rel=canonical]').href).pathname}${linked}/`;
  fetch(permalink, { method: 'HEAD' }).then(answer => { if (answer.ok) location.replace(permalink); }).catch(() => {});
}

// Sharing by the device's own sheet, copying the link, and saving the article to be read without a network.

const tools = document.querySelector('.tools');
const status = tools?.querySelector('[role=status]');
const address = document.querySelector('link[rel=canonical]').href;

function offer(name, act) {
  const button = tools?.querySelector(`.${name}`);
  if (!button) return null;
  button.hidden = false;
  button.addEventListener('click', () => act(button));
  return button;
}

if (navigator.share) {
  // Whoever closes the sheet without sharing wants to hear nothing.
  offer('share', () => navigator.share({ title: document.title, url: address }).catch(() => {}));
}
if (navigator.clipboard) {
  offer('copy', async button => {
    await navigator.clipboard.writeText(address);
    status.textContent = button.dataset.done;
  });
}
const script = tools?.querySelector('.save')?.dataset.script;
if (script && 'serviceWorker' in navigator && 'caches' in window) {
  const { isSaved, remove, save } = await import(script);
  const path = location.pathname;
  const say = async button => {
    const saved = await isSaved(path);
    button.textContent = saved ? button.dataset.remove : button.dataset.save;
    return saved;
  };
  const button = offer('save', async pressed => {
    await ((await isSaved(path)) ? remove(path) : save(path));
    status.textContent = (await say(pressed)) ? pressed.dataset.saved : pressed.dataset.removed;
  });
  // What was saved is as new as the last visit.
  if (await say(button) && navigator.onLine) save(path).catch(() => {});
}
