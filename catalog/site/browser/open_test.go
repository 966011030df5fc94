package browser

import "testing"

// opensFromFolder holds that every page opens from disk without a word in the
// console, and asks for nothing that is not beside it.
func opensFromFolder(t *testing.T, b *browser) {
	opens(t, b, b.fromFolder(t), "example", "troubled", "bare")
}

// opensFromServer holds the same of pages that a server gives.
func opensFromServer(t *testing.T, b *browser) {
	opens(t, b, b.tab(t, b.server.URL+"/"), "example")
}

func opens(t *testing.T, b *browser, tab *tab, sites ...string) {
	for _, site := range sites {
		for _, path := range b.pages(t, site) {
			before := tab.requests
			tab.open(site + "/" + path)
			if title := ask[string](tab, `document.title`); title == "" {
				t.Errorf("%s has no title", path)
			}
			if !ask[bool](tab, `getComputedStyle(document.querySelector(".skip")).position === "absolute"`) {
				t.Errorf("%s has no style", path)
			}
			if !ask[bool](tab, `typeof modelreg === "object"`) {
				t.Errorf("%s has no script", path)
			}
			if asked := tab.requests - before; asked < 3 {
				t.Errorf("%s asked for %d files, and it has a style and a script", path, asked)
			}
		}
	}
	policy(t, tab)
}

// policy holds that the pages' own policy is in force: a script that somebody
// managed to write into a page does not run.
func policy(t *testing.T, tab *tab) {
	tab.open("example/index.html")
	ran := ask[bool](tab, `new Promise((done) => {
		document.addEventListener("securitypolicyviolation", () => done(false), {once: true});
		const script = document.createElement("script");
		script.textContent = "document.title = 'ran'";
		document.body.append(script);
		setTimeout(() => done(document.title === "ran"), 2000);
	})`)
	if ran {
		t.Error("a script in the page ran")
	}
	tab.forgive("Content Security Policy")
}
