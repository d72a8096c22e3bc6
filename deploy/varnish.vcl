# Varnish in front of the site, which purges it by keys. In newsroom.env: SHARED_CACHE=1, PURGE_URL=http://127.0.0.1:6081/
vcl 4.1;
import std;
import xkey;

backend site {
    .host = "127.0.0.1";
    .port = "8000";
    .probe = { .url = "/livez"; .interval = 5s; }
}
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        # Through a proxy on this machine the address of whoever asks is followed by the proxy's own.
        if (client.ip !~ purgers || req.http.X-Forwarded-For ~ ",") {
            return (synth(405));
        }
        set req.http.purged = xkey.purge(req.http.Surrogate-Key);
        return (synth(200, req.http.purged + " purged"));
    }
    if (std.healthy(req.backend_hint)) {
        set req.grace = 10s;
    }
}

sub vcl_backend_response {
    if (beresp.http.Surrogate-Key) {
        set beresp.http.xkey = beresp.http.Surrogate-Key;
        set beresp.grace = 1h;
    }
}

sub vcl_deliver {
    unset resp.http.Surrogate-Key;
    unset resp.http.xkey;
}
