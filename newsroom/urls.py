"""The root URL configuration: the admin, and the app's own URLs."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path('admin/', include('articles.admin.urls')),
    path('admin/', admin.site.urls),
    path('', include('articles.urls')),
]

handler400 = 'articles.views.errors.bad_request'
handler403 = 'articles.views.errors.forbidden'
handler404 = 'articles.views.errors.not_found'
handler500 = 'articles.views.errors.server_error'
