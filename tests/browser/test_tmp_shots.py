import os, pytest
from tests.browser.conftest import who_opens
NAMES=os.environ.get("NAMES","").split(",") if os.environ.get("NAMES") else None
WID=[int(w) for w in os.environ.get("W","1280,768,360").split(",")]
def test_shots(open_as, world):
    for w in WID:
        for name,url in world.desk.items():
            if NAMES and name not in NAMES: continue
            page=open_as(who_opens(name), width=w, mode=os.environ.get("MODE",""))
            page.goto(url)
            page.screenshot(path=f"/tmp/desk/shots/{name.replace(' ','_')}_{w}.png", full_page=True)
            over=page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            print(name,w,"overflow" if over>0 else "ok",over,page.foreign,page.complaints)
