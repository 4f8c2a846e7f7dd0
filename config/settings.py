"""All settings, read from the environment with defaults that suit one machine.

The three kinds of installation differ in `GONGKAI_ENV` alone: `development` (what `make run`
starts), `production` (refuses to start without what a public site needs) and `test`.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from config import env
from config.keys import secret

ROOT = Path(__file__).resolve().parent.parent
ENV = env.choice(
    "GONGKAI_ENV",
    "test" if "pytest" in sys.modules else "development",
    ("development", "production", "test"),
    "运行环境。production 会关闭演示账号、要求安全连接并做启动检查。",
)
PRODUCTION = ENV == "production"
DEBUG = (
    env.switch("GONGKAI_DEBUG", False, "显示出错细节，仅供开发，生产环境不起作用。")
    and not PRODUCTION
)

DATA = env.folder(
    "GONGKAI_DATA",
    # Each test run has a folder of its own, so that two of them never meet in one database.
    Path(tempfile.gettempdir()) / f"gongkai-test-{os.getpid()}" if ENV == "test" else ROOT / "var",
    "全部状态所在的文件夹：数据库文件、检索索引、上传文件、生成的密钥。换一个文件夹就是另一套安装。",
    shown="var/",
)
DATA.mkdir(parents=True, exist_ok=True)
FILES = DATA / "files"
INDEX = DATA / "index"

SECRET_KEY = env.text(
    "GONGKAI_SECRET_KEY",
    "",
    "签名密钥。不填时首次启动自动生成并存放在数据文件夹的 keys/ 中。",
    shown="自动生成",
) or secret(DATA / "keys", "secret_key")
# Personal data of applicants are stored only sealed with this key; it is part of every backup.
APPLICANT_KEY = env.text(
    "GONGKAI_APPLICANT_KEY",
    "",
    "加密申请人信息的密钥。不填时首次启动自动生成并存放在数据文件夹的 keys/ 中；丢失后已存的申请人信息无法读出。",
    shown="自动生成",
) or secret(DATA / "keys", "applicant_key")
ALLOWED_HOSTS = env.listing(
    "GONGKAI_HOSTS",
    ("localhost", "127.0.0.1", "[::1]"),
    "本站的域名，可以有多个。生产环境必须填写。",
)
if ENV == "test":
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
SITE_URL = env.text(
    "GONGKAI_URL",
    "http://127.0.0.1:8000",
    "本站对外的完整网址，用于订阅源、站点地图、二维码和短网址。",
).rstrip("/")
ZONE = env.choice(
    "GONGKAI_ZONE",
    "all",
    ("all", "public", "desk"),
    "本进程提供的区域：all 全部，public 只提供公众页面，desk 只提供工作台。生产环境建议分成两个进程。",
)
SITE_NAME = env.text(
    "GONGKAI_SITE_NAME",
    "",
    "站点名称，显示在页眉和页面标签中；不填时取主办单位的名称。",
    shown="主办单位名称",
)
SITE_CODE = env.text("GONGKAI_SITE_CODE", "", "政府网站标识码，10 位数字。", shown="无")
HOME_UNIT = env.text(
    "GONGKAI_UNIT",
    "",
    "主办单位在单位库中的网址代号；不填时取单位库中的第一个市级（或区县、镇街）政府。",
    shown="自动",
)
ICP_NUMBER = env.text("GONGKAI_ICP", "", "ICP 备案编号，显示在页脚。", shown="无")
POLICE_NUMBER = env.text("GONGKAI_POLICE_FILING", "", "公安机关备案号，显示在页脚。", shown="无")
ACCENT = env.choice(
    "GONGKAI_ACCENT",
    "teal",
    ("teal", "blue", "green", "plum"),
    "站点的强调色：泉青、靛蓝、松绿、梅紫。",
)
DEMO_ALLOWED = not PRODUCTION

INSTALLED_APPS = [
    "gongkai.base",
    "gongkai.catalogue",
    "gongkai.outlets",
    "gongkai.publishing",
    "gongkai.foi",
    "gongkai.search",
    "gongkai.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_prose_editor",
    "treebeard",
    "django_htmx",
    "django_q",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gongkai.base.middleware.PlainMethods",
    "gongkai.base.middleware.Outages",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gongkai.portal.middleware.PublicPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gongkai.base.middleware.DeskSession",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gongkai.base.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongkai.portal.context.site",
            ],
            "builtins": ["gongkai.base.templatetags.words"],
        },
    }
]

DATABASE_URL = env.text(
    "GONGKAI_DATABASE",
    "",
    "PostgreSQL 15 及以上的连接地址，如 postgresql://用户:口令@主机:5432/库名；不填时使用数据文件夹中的 SQLite。",
    shown="SQLite",
)


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured(
            "GONGKAI_DATABASE 必须是以 postgresql:// 开头的地址，请改正后重新启动。"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # An acknowledged submission must survive a power cut: never `off`.
        # A wait for a lock longer than five seconds is answered with 503, not with a queue.
        "OPTIONS": {
            "options": "-c synchronous_commit=on -c TimeZone=Asia/Shanghai -c lock_timeout=5s",
            "connect_timeout": 3,
        },
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            # IMMEDIATE: a writer waits at BEGIN instead of failing at its first write.
            "transaction_mode": "IMMEDIATE",
            # A wait longer than five seconds is answered with 503, not with a queue.
            "timeout": 5,
            # FULL: with NORMAL a power cut loses acknowledged submissions.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;"
            "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;",
        },
        # A file, not memory: tests with threads and child processes see the same database.
        "TEST": {"NAME": DATA / "test.sqlite3"},
    }


DATABASES = {
    "default": _postgres(DATABASE_URL) if DATABASE_URL else _sqlite(DATA / "gongkai.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "gongkai",
        "OPTIONS": {"MAX_ENTRIES": 4000},
    }
}

FOI_AUTO_RECEIPT = env.switch(
    "GONGKAI_FOI_AUTO_RECEIPT",
    True,
    "网上提交的申请提交时即双方确认收到（条例第三十一条第三项）；关闭后由登记员与申请人确认。",
)
FOI_MANY_A_MONTH = env.whole(
    "GONGKAI_FOI_MANY_A_MONTH",
    10,
    "同一申请人当月向同一机关申请超过多少件时，提示承办人（条例第三十五条）；只是提示。",
    least=1,
)
FOI_LINK_SERVES = env.switch(
    "GONGKAI_FOI_LINK_SERVES",
    True,
    "被征求意见的人在链接页面上确认收到的，当日即为收到征求意见书的日期；关闭后由承办人登记。",
)
FOI_SUBMISSIONS_AN_HOUR = env.whole(
    "GONGKAI_FOI_SUBMISSIONS",
    30,
    "同一来源地址每小时最多在网上提交多少件申请；超过的请改日或者用邮寄、当面的方式，不用验证码。",
    least=1,
)
FOI_REPEATED_MATTER = env.whole(
    "GONGKAI_FOI_REPEATED_MATTER",
    2,
    "十二个月里有多少个不同的申请人要同一件信息，列入每月的高频事项。",
    least=2,
)
FOI_SENDER_PHONE = env.text(
    "GONGKAI_FOI_SENDER_PHONE",
    "",
    "登录验证码怎样发到手机：off、file、http，或者自己写的类的完整路径。",
    shown="开发时 file，生产环境 off",
)
FOI_SENDER_EMAIL = env.text(
    "GONGKAI_FOI_SENDER_EMAIL",
    "",
    "登录验证码怎样发到邮箱：off、file、smtp、http，或者自己写的类的完整路径。",
    shown="开发时 file，生产环境 off",
)
FOI_GATEWAY_URL = env.text("GONGKAI_FOI_GATEWAY_URL", "", "短信网关的网址。", shown="无")
FOI_GATEWAY_HEADERS = env.text(
    "GONGKAI_FOI_GATEWAY_HEADERS", "", "短信网关的请求头，JSON 对象。", shown="无"
)
FOI_GATEWAY_BODY = env.text(
    "GONGKAI_FOI_GATEWAY_BODY",
    "",
    "短信网关的请求内容，JSON，其中 {to} 换成号码，{text} 换成文字。",
    shown="无",
)
FOI_GATEWAY_EXPECT = env.text(
    "GONGKAI_FOI_GATEWAY_EXPECT", "", "短信网关的应答里必须出现的文字。", shown="无"
)
FOI_OIDC_ISSUER = env.text(
    "GONGKAI_FOI_OIDC_ISSUER",
    "",
    "统一身份认证平台的标识（OpenID Connect issuer）。",
    shown="不启用",
)
FOI_OIDC_CLIENT_ID = env.text(
    "GONGKAI_FOI_OIDC_CLIENT_ID", "", "统一身份认证平台分配给本站的标识。", shown="无"
)
FOI_OIDC_CLIENT_SECRET = env.text(
    "GONGKAI_FOI_OIDC_CLIENT_SECRET", "", "统一身份认证平台分配的密钥。", shown="无"
)
FOI_OIDC_SECRET_IN_BODY = env.switch(
    "GONGKAI_FOI_OIDC_SECRET_IN_BODY", False, "平台只接受把密钥放在请求内容里的，打开。"
)
FOI_OIDC_NAME = env.text(
    "GONGKAI_FOI_OIDC_NAME", "", "统一身份认证登录按钮上的名称。", shown="统一身份认证"
)
FOI_OIDC_SCOPE = env.text(
    "GONGKAI_FOI_OIDC_SCOPE", "", "向统一身份认证平台要求的范围。", shown="openid profile"
)
FOI_OIDC_AUTHORIZE = env.text(
    "GONGKAI_FOI_OIDC_AUTHORIZE", "", "登录的网址，平台没有自动发现地址的才填。", shown="自动发现"
)
FOI_OIDC_TOKEN = env.text(
    "GONGKAI_FOI_OIDC_TOKEN", "", "换取令牌的网址，平台没有自动发现地址的才填。", shown="自动发现"
)
FOI_OIDC_KEYS = env.text(
    "GONGKAI_FOI_OIDC_KEYS", "", "公钥的网址，平台没有自动发现地址的才填。", shown="自动发现"
)
EMAIL_HOST = env.text(
    "GONGKAI_EMAIL_HOST", "", "发送邮件的服务器，只用于给申请人发验证码。", shown="不发邮件"
)
EMAIL_PORT = env.whole("GONGKAI_EMAIL_PORT", 465, "发送邮件的端口。", least=1)
EMAIL_HOST_USER = env.text("GONGKAI_EMAIL_USER", "", "邮件服务器的账号。", shown="无")
EMAIL_HOST_PASSWORD = env.text("GONGKAI_EMAIL_PASSWORD", "", "邮件服务器的口令。", shown="无")
EMAIL_USE_SSL = env.switch("GONGKAI_EMAIL_SSL", True, "与邮件服务器加密连接。")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = (
    env.text("GONGKAI_EMAIL_FROM", "", "发件人地址。", shown="与邮件服务器的账号相同")
    or EMAIL_HOST_USER
)


def _pairs(name: str, help: str) -> dict[str, str]:
    """「name=value」 several times, for partners."""
    rows = [row.partition("=") for row in env.listing(name, (), help)]
    return {key.strip(): value.strip() for key, _, value in rows if key.strip() and value.strip()}


FOI_EXCHANGE_KEYS = _pairs(
    "GONGKAI_FOI_EXCHANGE_KEYS",
    "与省平台交换报文的密钥，写作“名称=密钥”，可以有多个；不填时交换不启用。",
)
FOI_EXCHANGE_URLS = _pairs(
    "GONGKAI_FOI_EXCHANGE_URLS", "省平台接收报文的网址，写作“名称=网址”，可以有多个。"
)
FOI_EXCHANGE_MB = env.whole("GONGKAI_FOI_EXCHANGE_MB", 20, "一份交换报文最多多少 MB。", least=1)
FOI_EXCHANGE_SECONDS = env.whole(
    "GONGKAI_FOI_EXCHANGE_SECONDS", 300, "交换报文的时间与本机相差超过多少秒就不接收。", least=30
)
FOI_LINK_GRACE_DAYS = env.whole(
    "GONGKAI_FOI_LINK_GRACE_DAYS",
    10,
    "征求意见的链接在意见期限届满后再保留多少个工作日。",
)
PAGE_CACHE_SECONDS = env.whole(
    "GONGKAI_PAGE_CACHE", 300, "公众页面在内存中保留多少秒；内容一有变化立即更新。填 0 关闭。"
)

AUTH_USER_MODEL = "base.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if ENV == "test"
    else "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_PROFILE = env.choice(
    "GONGKAI_PASSWORD_PROFILE",
    "dengbao",
    ("dengbao", "asvs"),
    "口令规则：dengbao 至少 10 位、三类字符、90 天更换；asvs 至少 15 位、查常见口令表、不强制更换。",
)
AUTH_PASSWORD_VALIDATORS = [{"NAME": "gongkai.base.passwords.ProfileValidator"}]
LOGIN_URL = "/desk/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_NAME = "gongkai_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
DESK_IDLE_MINUTES = env.whole(
    "GONGKAI_IDLE_MINUTES", 30, "工作台无操作多少分钟后退出登录。", least=1
)
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "gongkai.portal.views_public.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]

AXES_FAILURE_LIMIT = env.whole(
    "GONGKAI_LOGIN_FAILURES", 5, "连续输错口令多少次后锁定账号。", least=1
)
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "gongkai.base.views_desk.locked_out"
AXES_VERBOSE = False
# What somebody had typed before the session ended travels through the sign-in form.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "kept", "csrfmiddlewaretoken"]
AXES_ENABLE_ADMIN = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_IPWARE_PROXY_COUNT = (
    env.whole("GONGKAI_PROXIES", 0, "本站前面有几层反向代理，用于识别访问者的地址。") or None
)

SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_SSL_REDIRECT = (
    env.switch(
        "GONGKAI_HTTPS_REDIRECT", True, "生产环境是否把 http 访问转到 https；由代理转时可关闭。"
    )
    and PRODUCTION
)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["gongkai.base.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENV != "test"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = ENV == "test"
# No reader asks for a source map: compressing the one of the editor was two thirds of a first start.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
FILE_UPLOAD_HANDLERS = ["gongkai.base.uploads.LimitedUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
# Below the data folder, where an encrypted disk and the clean-up reach it too.
FILE_UPLOAD_TEMP_DIR = FILES / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
UPLOAD_LIMIT = (
    env.whole("GONGKAI_UPLOAD_MB", 50, "单个上传文件的上限，单位兆字节。", least=1) * 1024 * 1024
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 200
# A task table of some hundred rows is one form when it is reviewed.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Read by base/jobs.py; django-q's own cluster does not run. One job may take 50 s and is taken up
# again 55 s after its worker died; longer work is cut into several jobs by whoever queues it.
Q_CLUSTER = {"name": "gongkai", "orm": "default", "timeout": 50, "retry": 55, "max_attempts": 5}

LOG_FOLDER = DATA / "logs"
LOG_LEVEL = env.choice(
    "GONGKAI_LOG", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"), "运行日志的详细程度。"
)
LOGGING_CONFIG = "gongkai.base.logs.configure"
LOGGING = {"level": LOG_LEVEL, "folder": LOG_FOLDER, "test": ENV == "test"}
WEBHOOK_PRIVATE_HOSTS = env.listing(
    "GONGKAI_WEBHOOK_PRIVATE_HOSTS",
    (),
    "可以接收数据推送的内网主机名，可以有多个；只有列在这里的主机可以是内网地址、可以不用 https。",
)
OUTLET_PAUSE_DAYS = env.whole(
    "GONGKAI_OUTLET_PAUSE_DAYS", 30, "网站和账号每年可以暂停一次，这里是最长的天数。", least=1
)
TRIAL_TERM_YEARS = env.whole(
    "GONGKAI_TRIAL_TERM_YEARS",
    2,
    "标题写明试行、暂行的文件，起草时建议的有效期，单位年；各地规定不同时改这里。",
    least=1,
)
LOG_KEEP_DAYS = env.whole(
    "GONGKAI_LOG_DAYS", 190, "运行日志和登录日志保留多少天，不少于六个月。", least=180
)
