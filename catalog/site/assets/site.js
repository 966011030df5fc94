"use strict";
// Search, sort and comparison. Without this script the pages say the same.
const modelreg = (() => {
  const root = document.body.dataset.root;
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const most = 20; // versions that a search shows
  let index; // being read, or read
  let all = []; // its rows
  const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

  // load runs a script of the site; a page from a folder can read nothing else.
  const load = (path) => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = root + path;
    script.onload = done;
    script.onerror = () => failed(new Error(path + " could not be read"));
    document.head.append(script);
  });

  const make = (tag, text, attributes = {}) => {
    const e = document.createElement(tag);
    e.textContent = text;
    for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
    return e;
  };

  // Sorting: a click on a heading, a second one the other way round.
  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort ?? cell.querySelector("time")?.dateTime ?? (cell.querySelector("a") ?? cell).textContent.trim();
  };
  const sort = (table, heading, column) => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const th of table.tHead.rows[0].cells) th.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows].map((row) => [key(row, column), row]);
    // A collator knows neither a minus nor 1e-05, and takes 0.25 for more than 0.9.
    const compare = heading.classList.contains("num") ? (a, b) => a - b : order.compare;
    rows.sort(([a], [b]) => (a === "") - (b === "") || (down ? compare(b, a) : compare(a, b)));
    table.tBodies[0].append(...rows.map(([, row]) => row));
  };
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      const button = make("button", heading.textContent, { type: "button" });
      button.addEventListener("click", () => sort(table, heading, column));
      heading.replaceChildren(button);
    });
  }

  // Filtering: rows that do not match are hidden; the address keeps the question.
  // What a row is found by stands in its cells, and where that is not enough, beside them.
  const list = (row, name) => {
    if (name in row.dataset) return row.dataset[name].split("\n").filter(Boolean);
    if (name === "tags") return [...row.cells[0].querySelectorAll("small")].map((e) => e.textContent);
    return row.cells[1].textContent.split(", ").filter(Boolean);
  };
  const states = (row) => {
    if ("status" in row.dataset) return row.dataset.status.split(" ");
    const all = [["approved", "td > a"], ["waiting", ".waits"], ["wrong", ".wrong"]].filter(([, mark]) => row.querySelector(mark)).map(([name]) => name);
    // What was not read may be approved or not, and what is approved without proof is not nothing.
    const none = [...row.querySelectorAll("[data-in] > small")].some((e) => e.textContent.startsWith("none"));
    return none && !row.querySelector("[data-in] :is(a, .status)") ? [...all, "none"] : all;
  };
  const matches = (row, question) => {
    const text = row.textContent.toLowerCase();
    const day = row.dataset.day ?? row.querySelector("time")?.dateTime ?? "";
    return words(question.get("q") ?? "").every((w) => text.includes(w)) &&
      (!question.get("status") || states(row).includes(question.get("status"))) &&
      (!question.get("tag") || list(row, "tags").includes(question.get("tag"))) &&
      (!question.get("owner") || list(row, "owners").includes(question.get("owner"))) &&
      (!question.get("from") || day >= question.get("from")) && (!question.get("to") || day <= question.get("to"));
  };
  const remember = (form) => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, v]) => v)).toString();
    history.replaceState(null, "", query ? "?" + query : location.pathname);
  };
  // restore asks what the address asks, and gives the fields that can't, with what was asked of them.
  const restore = (form) => {
    const odd = [];
    for (const [name, value] of new URLSearchParams(location.search)) {
      const field = form.elements.namedItem(name);
      if (!field || !value) continue;
      if (field.type === "checkbox") field.checked = true;
      else field.value = value;
      if (field.value !== value && field.dataset.none) odd.push([field, value]);
    }
    return odd;
  };
  // say tells why an old address does not show what it did.
  const say = (form, odd) => {
    if (!odd.length) return;
    const note = make("p", odd.map(([field, value]) => field.dataset.none.replace("%", () => value)).join(" "), { class: "note wait", role: "alert" });
    form.after(note);
    form.addEventListener("input", () => note.remove(), { once: true });
  };
  // A long audit has its older rows in a script, which is run when somebody looks for something.
  let older;
  let adding;
  const cell = (tag, ...inside) => {
    const e = make(tag, "");
    e.append(...inside);
    return e;
  };
  const link = (text, href) => href ? make("a", text, { href }) : text;
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const did = { opener: "opened it", committer: "committed it" };
  const auditRow = ({ commits, pulls }) => ([when, group, label, there, target, kind, by, pull, commit, why, role]) => {
    const row = make("tr", "", { "data-status": kind, "data-owners": (by ?? []).join("\n"), "data-day": when.slice(0, 10) });
    const [year, month, day] = when.slice(0, 10).split("-").map(Number);
    const first = cell("td", make("time", `${day} ${months[month - 1]} ${year}, ${when.slice(11, 16)} UTC`, { datetime: when }));
    const words = { asked: "asked for approval", withdrawn: "approval taken back" };
    const path = there && `${root}groups/${group.split("/").map(encodeURIComponent).join("/")}/${encodeURIComponent(label)}.html`;
    const head = cell("th", link(`${group}/${label}`, path));
    head.scope = "row";
    const code = commit ? make("code", commit.slice(0, 7)) : "";
    const marked = commit && commits ? make("a", "", { href: commits + commit }) : "";
    if (marked) marked.append(code);
    row.append(first, head, cell("td", target), cell("td", make("span", words[kind] ?? kind, { class: "event " + kind })), cell("td", (by ?? []).join(", "), ...(did[role] ? [make("span", did[role], { class: "sub" })] : [])),
      cell("td", ...(pull ? [link("#" + pull, pulls && pulls + pull), " "] : []), marked || code, make("span", why, { class: "sub" })));
    return row;
  };
  const addOlder = async (form, body, count) => {
    try {
      adding ??= load(form.dataset.more).then(() => body.append(...older.rows.map(auditRow(older))));
      await adding;
    } catch (error) {
      count.textContent = error.message;
    }
  };
  for (const form of document.querySelectorAll("form[data-filter]")) {
    const body = document.getElementById(form.dataset.filter).tBodies[0];
    let rows = [...body.rows];
    const count = form.querySelector("[data-count]");
    const apply = async () => {
      if (form.dataset.more) await addOlder(form, body, count);
      rows = [...body.rows];
      const question = new FormData(form);
      let shown = 0;
      for (const row of rows) {
        row.hidden = !matches(row, question);
        shown += row.hidden ? 0 : 1;
      }
      count.textContent = shown === rows.length ? "" : `${shown} of ${rows.length} shown`;
      if (form.dataset.filter === "groups") search(question.get("q") ?? "");
    };
    form.hidden = false;
    const odd = restore(form);
    for (const [field, value] of odd) {
      if (!field.options) continue;
      field.append(make("option", value, { value })); // the question stays
      field.value = value;
    }
    say(form, odd.filter(([field, value]) => !field.options || !rows.some((row) => matches(row, new URLSearchParams([[field.name, value]])))));
    form.addEventListener("input", () => {
      remember(form);
      apply();
    });
    form.addEventListener("submit", (e) => e.preventDefault());
    if (location.search) apply();
  }

  // What approvals of a version are worth.
  const worths = { Approved: "Approved", unproven: "Approved without proof", unknown: "Approved, proof not known" };
  // Search over all versions, whose index is read when it is first needed.
  async function search(text) {
    const found = document.getElementById("found");
    const wanted = words(text);
    if (!wanted.length) {
      found.replaceChildren();
      return;
    }
    try {
      index ??= load("assets/versions.js").then(() => all);
      const rows = (await index).filter(([group, label, description]) => {
        const line = `${group}/${label} ${description}`.toLowerCase();
        return wanted.every((w) => line.includes(w));
      });
      const items = rows.slice(0, most).map(([group, label, description, status]) => {
        const item = make("li", "");
        const path = group.split("/").map(encodeURIComponent).join("/");
        item.append(make("a", `${group}/${label}`, { href: `${root}groups/${path}/${encodeURIComponent(label)}.html` }));
        for (const worth of status.split(" ").filter(Boolean)) item.append(" ", make("span", worths[worth], { class: "status " + worth }));
        if (description) item.append(make("span", description, { class: "sub" }));
        return item;
      });
      const list = make("ul", "", { class: "found" });
      list.append(...items);
      found.replaceChildren(make("h2", `${rows.length} version${rows.length === 1 ? "" : "s"} found`), list);
      if (rows.length > most) found.append(make("p", `The first ${most} are shown; more words find fewer.`, { class: "sub" }));
    } catch (error) {
      found.replaceChildren(make("p", error.message));
    }
  }
  // Comparing any two versions of a group.
  const compared = new Map();
  for (const form of document.querySelectorAll("form[data-compare]")) {
    const [a, b, same] = ["a", "b", "all"].map((name) => form.elements.namedItem(name));
    const table = document.getElementById("compare");
    const folder = location.pathname.split("/").at(-1);
    const show = async () => {
      const labels = [a.value, b.value];
      try {
        await Promise.all(labels.filter((label) => !compared.has(label)).map(loadVersion));
      } catch (error) {
        form.querySelector("[data-count]").textContent = error.message;
        return;
      }
      if (labels[0] !== a.value || labels[1] !== b.value) return; // others were chosen meanwhile
      const [first, second] = labels.map((label) => compared.get(label));
      const value = (fields, name) => fields.get(name)?.[0] ?? "";
      const names = [...new Set([...first.keys(), ...second.keys()])].filter((n) => same.checked || value(first, n) !== value(second, n));
      // Which of two metrics is better or worse stands beside it.
      const mark = (name, mine, other) => {
        const goal = mine.get(name)?.[1] ?? other.get(name)?.[1];
        const [x, y] = [value(mine, name), value(other, name)];
        const differs = goal && x !== "" && y !== "" && Number(x) !== Number(y);
        const better = (Number(x) < Number(y)) === (goal === "minimize");
        const td = make("td", x);
        if (differs) td.append(" ", better ? make("strong", "▲ better", { class: "good" }) : make("strong", "▼ worse", { class: "bad" }));
        return td;
      };
      table.caption.textContent = names.length ? labels.join(" and ") : `Nothing differs between ${labels.join(" and ")}`;
      const head = make("tr", "");
      head.append(make("th", "Field", { scope: "col" }), ...labels.map((label) => {
        const th = make("th", "", { scope: "col" });
        th.append(make("a", label, { href: encodeURIComponent(label) + ".html" }));
        return th;
      }));
      table.tHead.replaceChildren(head);
      table.tBodies[0].replaceChildren(...names.map((name) => {
        const row = make("tr", "", value(first, name) === value(second, name) ? {} : { class: "differs" });
        row.append(make("th", name, { scope: "row" }), mark(name, first, second), mark(name, second, first));
        return row;
      }));
      form.querySelector("[data-count]").textContent = `${names.length} fields shown`;
    };
    const loadVersion = (label) => new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = encodeURIComponent(label) + ".js";
      script.onload = done;
      script.onerror = () => failed(new Error(`version ${label} could not be read`));
      document.head.append(script);
    });
    form.hidden = false;
    b.selectedIndex = 1;
    const odd = restore(form);
    for (const [field] of odd) field.selectedIndex = field === b ? 1 : 0;
    say(form, odd);
    form.addEventListener("input", () => {
      history.replaceState(null, "", `${folder}?a=${encodeURIComponent(a.value)}&b=${encodeURIComponent(b.value)}${same.checked ? "&all=on" : ""}`);
      show();
    });
    if (location.search && !odd.length) show();
  }

  return {
    versions: (rows) => { all = rows; },
    audited: (commits, pulls, rows) => { older = { commits, pulls, rows }; },
    compared: (label, fields) => { compared.set(label, new Map(fields.map(([name, ...rest]) => [name, rest]))); },
  };
})();
