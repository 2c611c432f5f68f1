"""WordPress as Debian ships it (wordpress, php-fpm, mariadb-server, nginx), without and with nginx's page cache.

apt-get install --no-install-recommends wordpress wordpress-theme-twentytwentythree \\
        php-fpm php-mysql mariadb-server nginx
"""

from __future__ import annotations

import shutil
import time
import xmlrpc.client
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from peer import HEADLINE, OTHERS, CannotBeHere, Peer, free_port, prose, run, running, under

SOURCE = Path("/usr/share/wordpress")
USER, PASSWORD = "edith", "a long enough password"

CONFIG = """<?php
define('DB_NAME', 'paper'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
foreach (array('AUTH_KEY','SECURE_AUTH_KEY','LOGGED_IN_KEY','NONCE_KEY','AUTH_SALT','SECURE_AUTH_SALT',
  'LOGGED_IN_SALT','NONCE_SALT') as $name) define($name, 'a benchmark keeps no secret '.$name);
if (isset($_SERVER['HTTP_HOST'])) {{ define('WP_HOME', 'http://'.$_SERVER['HTTP_HOST']);
  define('WP_SITEURL', 'http://'.$_SERVER['HTTP_HOST']); }}
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__.'/');
require_once ABSPATH.'wp-settings.php';
"""
INSTALL = """<?php
define('WP_INSTALLING', true); $_SERVER['HTTP_HOST'] = '127.0.0.1:{port}';
require '{site}/wp-load.php'; require '{site}/wp-admin/includes/upgrade.php';
wp_install('The Gazette', '{user}', 'edith@paper.example', true, '', '{password}');
global $wp_rewrite; $wp_rewrite->set_permalink_structure('/%postname%/'); flush_rewrite_rules();
for ($n = 0; $n < {others}; $n++) wp_insert_post(array('post_title' => "Story number $n", 'post_name' => "story-$n",
  'post_content' => "<p>Story number $n, in full.</p>", 'post_status' => 'publish', 'post_author' => 1));
echo wp_insert_post(array('post_title' => '{headline}', 'post_name' => 'quay', 'post_status' => 'publish',
  'post_author' => 1, 'post_content' => file_get_contents('{text}')));
"""
POOL = """\
[global]
error_log = {here}/fpm.log
daemonize = no
[www]
user = www-data
group = www-data
listen = {here}/fpm.sock
listen.mode = 0666
pm = static
pm.max_children = 4
"""
NGINX = """\
user root; worker_processes 1; daemon off; pid {here}/nginx.pid; error_log {here}/nginx-error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; sendfile on; types {{ text/css css; text/html html; }} keepalive_requests 100000000;
  client_body_temp_path {here}/t1; proxy_temp_path {here}/t2; fastcgi_temp_path {here}/t3;
  uwsgi_temp_path {here}/t4; scgi_temp_path {here}/t5;
  fastcgi_cache_path {here}/cache keys_zone=pages:10m; fastcgi_cache_key "$host:$server_port$request_uri";
  fastcgi_ignore_headers Cache-Control Expires Set-Cookie;
  server {{ listen 127.0.0.1:{port}; root {site}; index index.php; {php} }}
  server {{ listen 127.0.0.1:{cached}; root {site}; index index.php;
            fastcgi_cache pages; fastcgi_cache_valid 200 10m; {php} }}
}}
"""
PHP = """location / {{ try_files $uri $uri/ /index.php?$args; }}
  location ~ \\.php$ {{ include /etc/nginx/fastcgi_params; fastcgi_pass unix:{here}/fpm.sock;
  fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; fastcgi_param HTTP_HOST 127.0.0.1:{port}; }}"""


@contextmanager
def wordpress(folder: Path) -> Iterator[Peer]:
    """WordPress with its default theme, a database and four PHP processes of its own."""
    fpm = next(iter(sorted(Path("/usr/sbin").glob("php-fpm*"))), None)
    if not SOURCE.is_dir() or fpm is None or shutil.which("mariadbd") is None:
        raise CannotBeHere("Debian's packages wordpress, php-fpm and mariadb-server are not installed")
    folder.chmod(0o755)
    site = folder / "site"
    shutil.copytree(SOURCE, site, ignore_dangling_symlinks=True)
    port, cached, database = free_port(), free_port(), folder / "mysqld.sock"
    (site / "wp-config.php").write_text(CONFIG.format(socket=database))
    text = folder / "text.html"
    text.write_text(prose(lambda n: f"/story-{n}/"))
    with ExitStack() as stack:
        rows = _database(stack, folder, database)
        about = {"port": port, "site": site, "user": USER, "password": PASSWORD, "others": OTHERS}
        (folder / "install.php").write_text(INSTALL.format(**about, headline=HEADLINE, text=text))
        number = int(run("php", folder / "install.php").split()[-1])
        (folder / "pool.conf").write_text(POOL.format(here=folder))
        makers = stack.enter_context(
            running([str(fpm), "-F", "-y", str(folder / "pool.conf")], log=folder / "fpm.out")
        )
        php = PHP.format(here=folder, port=port)
        (folder / "nginx.conf").write_text(
            NGINX.format(here=folder, port=port, cached=cached, site=site, php=php)
        )
        line = ["nginx", "-c", str(folder / "nginx.conf")]
        front = stack.enter_context(running(line, log=folder / "nginx.out", port=cached))
        door = xmlrpc.client.ServerProxy(f"http://127.0.0.1:{port}/xmlrpc.php")

        def publish(words: str) -> None:
            door.wp.editPost(1, USER, PASSWORD, number, {"post_title": f"{HEADLINE} {words}"})

        yield Peer(
            "WordPress",
            run("dpkg-query", "-W", "-f", "${Version}", "wordpress"),
            f"http://127.0.0.1:{port}/quay/",
            under(rows, makers, front),
            publish,
            {"WordPress, nginx page cache": f"http://127.0.0.1:{cached}/quay/"},
        )


def _database(stack: ExitStack, folder: Path, socket: Path):  # type: ignore[no-untyped-def]
    data = folder / "rows"
    run(
        "mariadb-install-db",
        "--no-defaults",
        f"--datadir={data}",
        "--user=root",
        "--auth-root-authentication-method=normal",
    )
    line = [
        "mariadbd",
        "--no-defaults",
        f"--datadir={data}",
        f"--socket={socket}",
        "--user=root",
        "--skip-networking",
    ]
    started = stack.enter_context(running(line, log=folder / "mariadb.out"))
    for _ in range(300):
        if socket.exists():
            break
        time.sleep(0.1)
    run("mariadb", f"--socket={socket}", "-u", "root", given="CREATE DATABASE paper CHARACTER SET utf8mb4;")
    # PHP's processes are somebody else, and may use the socket.
    socket.chmod(0o777)
    return started
