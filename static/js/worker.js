// The service worker of readers who saved articles (js/article.js): it shows what they saved where the network is away.
// Each article is a cache of its own, named by its path, with the page and what belongs to it. The server is asked
// first, always; an article that it no longer has is deleted here as well.

const NAME = path => `saved ${path}`;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method === 'GET' && origin === location.origin && !pathname.startsWith('/admin/')) {
    event.respondWith(answer(request, pathname));
  }
});

async function answer(request, pathname) {
  try {
    const response = await fetch(request);
    if (response.status === 404 || response.status === 410) await caches.delete(NAME(pathname));
    return response;
  } catch (error) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    const list = request.mode === 'navigate' && (await caches.match('/saved/', { ignoreVary: true }));
    if (list) return list;
    throw error;
  }
}
