// The desk's pages work without this; with it they keep their times fresh, say when they are stale, and take the keyboard.
(() => {
  'use strict';
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const dialog = one('#dialog');
  const trouble = one('#trouble');

  // Times

  const length = ms => {
    const s = Math.max(0, Math.floor(ms / 1000));
    if (s < 60) return s + ' s';
    if (s < 3600) return Math.floor(s / 60) + ' min';
    if (s < 86400) return Math.floor(s / 3600) + ' h' + (s % 3600 < 60 ? '' : ' ' + Math.floor(s % 3600 / 60) + ' min');
    return Math.floor(s / 86400) + ' d' + (s % 86400 < 3600 ? '' : ' ' + Math.floor(s % 86400 / 3600) + ' h');
  };
  const exact = ms => new Date(ms).toISOString().slice(0, 19).replace('T', ' ') + ' UTC';
  const ahead = Number(document.body.dataset.asof) - Date.now(); // of the server's clock
  const now = () => Date.now() + ahead;
  let asof = Number(document.body.dataset.asof);
  const tick = () => {
    for (const time of all('time[data-ago], time[data-age]')) {
      const age = now() - Date.parse(time.dateTime);
      const text = 'age' in time.dataset ? length(age) : age < 5000 ? 'just now' : length(age) + ' ago';
      if (time.textContent !== text) time.textContent = text;
    }
    const old = now() - asof;
    one('#asof').textContent = 'As of ' + exact(asof) + (old < 20000 ? '' : ', ' + length(old) + ' ago');
    one('#asof').classList.toggle('stale', old > 60000);
  };
  setInterval(tick, 5000);

  // What goes wrong is said, and that what is shown is older than it should be

  const say = text => {
    let place = trouble;
    if (dialog.open) {
      place = one('.banner.bad', dialog) || Object.assign(document.createElement('p'), {className: 'banner bad'});
      place.setAttribute('role', 'alert');
      one('#dialog-body').prepend(place);
    }
    place.textContent = text + (dialog.open ? '' : ' What you see is as of ' + exact(asof) + '.');
    place.hidden = false;
  };
  document.addEventListener('htmx:sendError', () => say('The server does not answer.'));
  document.addEventListener('htmx:timeout', () => say('The server does not answer in time.'));
  document.addEventListener('htmx:responseError', event => {
    const xhr = event.detail.xhr;
    let detail = '';
    try {
      const problem = JSON.parse(xhr.responseText);
      detail = problem.detail || problem.title || '';
    } catch (e) {
      // Not a problem of ours.
    }
    say(detail || 'The server answered ' + xhr.status + '.');
  });
  document.addEventListener('htmx:afterOnLoad', event => {
    if (event.detail.xhr.status < 400) trouble.hidden = true;
  });

  // What was swapped in

  let pressed = null;
  document.addEventListener('pointerdown', event => { pressed = event.target; });
  document.addEventListener('pointerup', () => setTimeout(() => { pressed = null; }));
  document.addEventListener('htmx:beforeSwap', event => {
    // A button must not be exchanged between press and release: the click would be lost.
    if (pressed && event.detail.requestConfig.verb === 'get' && event.detail.target.contains(pressed)) event.detail.shouldSwap = false;
  });
  // What has changed is spoken once, not all that was swapped in.
  const told = {};
  const speak = text => {
    const place = one('#spoken');
    place.textContent = place.textContent === text ? text + '\u00a0' : text; // The same once more is a change, too.
  };
  const dress = () => {
    all('[hidden][data-copy], [hidden][data-copies], [hidden][data-close], [hidden][data-opens], [hidden][data-refresh], #page[hidden]').forEach(each => { each.hidden = false; });
    for (const each of all('[data-spoken]')) {
      const place = each.id || 'page';
      if (told[place] !== each.dataset.spoken) speak(told[place] = each.dataset.spoken);
    }
    choose();
    tick();
  };
  document.addEventListener('htmx:afterSwap', event => {
    const target = event.detail.target;
    if (target.id === 'dialog-body') {
      if (!dialog.open) open(dialog);
      (one('input:not([type=hidden])', dialog) || one('button', dialog)).focus();
    } else if (target.id === 'said') {
      if (dialog.open) dialog.close();
      htmx.trigger(document.body, 'refresh');
      delete told.told;
      one('#said').scrollIntoView({block: 'nearest'});
    }
  });
  document.addEventListener('htmx:afterSettle', event => {
    const fresh = Number(event.detail.elt.dataset.asof || 0);
    if (fresh > asof) asof = fresh;
    dress();
  });

  // Focus stays where it was: on what has the same id (htmx sees to that), on what has taken its place, on the next row, or
  // on the heading of what was swapped in. After a dialog it is on what opened it.

  const focus = element => {
    if (!element) return false;
    if (!element.matches('a[href], button, input, select, textarea, summary, [tabindex]')) element.tabIndex = -1;
    element.focus({preventScroll: true});
    element.scrollIntoView({block: 'nearest'});
    return document.activeElement === element;
  };
  const byId = id => id ? document.getElementById(id) : null;
  const lost = () => !document.activeElement || document.activeElement === document.body;
  const row = id => {
    const found = byId(id);
    return found && (one('[data-open]', found) || found);
  };
  const heading = place => place && (one('h1, h2', place) || byId(place.getAttribute('aria-labelledby'))) || one('main h1');
  const placeOf = element => {
    const here = element.closest('[data-row]');
    const rows = all('[data-row]').map(each => each.id);
    const at = here ? rows.indexOf(here.id) : -1;
    return {id: element.id, becomes: element.dataset.becomes, rows: at < 0 ? [] : [...rows.slice(at), ...rows.slice(0, at).reverse()]};
  };
  const refocus = (was, section) => focus(byId(was.id)) || focus(byId(was.becomes))
    || was.rows.some(id => focus(row(id))) || focus(section) || focus(one('#main'));
  let was = null;
  document.addEventListener('htmx:beforeSwap', event => {
    const here = document.activeElement;
    const target = event.detail.target;
    was = event.detail.shouldSwap && here && here !== document.body && target.contains(here) ? {...placeOf(here), target: target.id} : null;
  });
  document.addEventListener('htmx:afterSettle', () => {
    if (was && lost()) refocus(was, was.target === 'said' ? one('#told') : heading(byId(was.target)));
    was = null;
  });
  let opener = null;
  const open = which => {
    const here = document.activeElement;
    opener = lost() ? null : {...placeOf(here), section: (here.closest('[id][aria-labelledby], section[id]') || {}).id};
    which.showModal();
  };
  all('dialog').forEach(each => each.addEventListener('close', () => {
    if (opener && lost()) refocus(opener, heading(byId(opener.section)));
    opener = null;
  }));

  // What keeps itself fresh stays open and scrolled where it was; a chart that is wider than its place begins at its latest

  all('[data-latest]').forEach(each => { each.scrollLeft = each.scrollWidth; });
  let kept = null;
  document.addEventListener('htmx:beforeSwap', event => {
    const old = event.detail.target;
    if ('keeps' in old.dataset) kept = {open: all('details[open]', old).map(each => each.id), scrolled: all('.canvas', old).map(each => each.scrollLeft)};
  });
  document.addEventListener('htmx:afterSwap', event => {
    if (!kept) return;
    kept.open.forEach(id => { const each = document.getElementById(id); if (each) each.open = true; });
    all('.canvas').forEach((each, i) => { each.scrollLeft = kept.scrolled[i] || 0; });
    kept = null;
  });

  // Choosing

  let last = null;
  const boxes = () => all('input[name=ids][type=checkbox]');
  const choose = byHand => {
    const chosen = one('#chosen');
    if (!chosen) return;
    const every = one('#all');
    const each = boxes();
    const count = each.filter(box => box.checked).length;
    each.forEach(box => { box.disabled = Boolean(every && every.checked); });
    chosen.textContent = every && every.checked ? 'Selected:' : count === 0 ? 'Nothing selected' : count + ' selected';
    const spoken = every && every.checked ? 'All that match selected' : chosen.textContent;
    if (byHand && told.chosen !== spoken) speak(spoken);
    told.chosen = spoken;
    const some = count > 0 || every && every.checked;
    for (const button of all('[data-needs]')) {
      if (some) {
        button.removeAttribute('aria-disabled');
        button.removeAttribute('title');
      } else {
        button.setAttribute('aria-disabled', 'true');
        button.title = 'Select entries first';
      }
    }
    const page = one('#page');
    page.checked = count === each.length;
    page.indeterminate = count > 0 && count < each.length;
  };
  document.addEventListener('change', event => {
    if (event.target.id === 'page') boxes().forEach(box => { box.checked = event.target.checked; });
    choose(true);
  });
  document.addEventListener('click', event => {
    const target = event.target;
    const button = target.closest('button');
    if (target.matches('input[name=ids][type=checkbox]')) {
      const each = boxes();
      if (event.shiftKey && last && each.includes(last)) {
        const [from, to] = [each.indexOf(last), each.indexOf(target)].sort((a, b) => a - b);
        each.slice(from, to + 1).forEach(box => { box.checked = target.checked; });
      }
      last = target;
      choose(true);
    } else if (button && button.getAttribute('aria-disabled') === 'true') {
      event.preventDefault();
      event.stopImmediatePropagation();
      if ('needs' in button.dataset) speak(one('#chosen').textContent = 'Select entries first');
    } else if (button && 'close' in button.dataset) {
      dialog.close();
    } else if (button && 'opens' in button.dataset) {
      open(one('#' + button.dataset.opens));
    } else if (button && 'refresh' in button.dataset) {
      refresh();
    } else if (button && ('copy' in button.dataset || 'copies' in button.dataset)) {
      copy(button);
    }
  }, true);
  const copy = button => {
    const whole = button.dataset.copies;
    const source = whole ? Object.assign(document.createElement('span'), {className: 'sr', textContent: whole}) : one('#' + button.dataset.copy);
    const done = () => {
      speak('Copied');
      if (whole) {
        button.classList.add('copied');
        setTimeout(() => button.classList.remove('copied'), 1500);
      } else {
        const label = button.textContent;
        button.textContent = 'Copied';
        setTimeout(() => { button.textContent = label; }, 1500);
      }
    };
    // Without TLS there is no clipboard but by what is selected.
    const selected = () => {
      if (whole) button.after(source);
      getSelection().selectAllChildren(source);
      if (document.execCommand('copy')) done();
      if (whole) source.remove();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(source.textContent).then(done, selected);
    else selected();
  };

  // A repair that is not saved is not left without a question, and one that is saved to be replayed asks for the dry run.

  const asks = one('[data-unsaved]');
  if (asks) {
    const text = one('textarea', asks);
    let saves = false;
    asks.addEventListener('submit', () => { saves = true; });
    addEventListener('pageshow', () => { saves = false; });
    addEventListener('beforeunload', event => {
      if (!saves && (asks.dataset.unsaved === 'already' || text.value !== text.defaultValue)) event.preventDefault();
    });
  }
  if (new URLSearchParams(location.search).get('then') === 'replay' && one('#replay[hx-post]')) {
    history.replaceState(null, '', location.pathname + '?done=repaired');
    addEventListener('load', () => {
      one('#replay').focus();
      one('#replay').click();
    });
  }

  // How long a replay takes

  document.addEventListener('input', event => {
    if (event.target.id === 'rate' && event.target.validity.valid) {
      one('#estimate').textContent = 'At ' + event.target.value + ' a second this takes about ' + length(event.target.dataset.count / event.target.value * 1000 + 999) + ', if the Orchestrator keeps up.';
    }
  });

  // An address says only what is set
  document.addEventListener('formdata', event => {
    if (event.target.matches('.filter')) [...event.formData].filter(([, value]) => value === '').forEach(([name]) => event.formData.delete(name));
  });

  // Keyboard

  const refresh = () => {
    if (one('[hx-trigger*=refresh]')) htmx.trigger(document.body, 'refresh');
    else location.reload();
  };
  // The list keeps itself fresh while nobody is at work in it.
  setInterval(() => {
    const list = one('#list');
    if (list && !document.hidden && !one('dialog[open]') && !list.contains(document.activeElement) && !one('#list input:checked')) {
      htmx.trigger(list, 'refresh');
    }
  }, 10000);
  const move = step => {
    const rows = all('[data-row]');
    const here = rows.findIndex(row => row.contains(document.activeElement));
    const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, here + step))];
    if (next) {
      (one('[data-open]', next) || next).focus();
      next.scrollIntoView({block: 'nearest'});
    }
  };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const row = document.activeElement.closest('[data-row]');
      const box = row && one('input[name=ids]', row);
      if (box) box.click();
    },
    a: () => { if (one('#page')) one('#page').click(); },
    r: refresh,
    g: () => { location.href = one('.brand').href; },
    f: () => one('#find').focus(),
    '/': () => { if (one('#text')) one('#text').focus(); },
    '?': () => open(one('#help')),
    Escape: () => {
      const every = one('#all');
      if (every) every.checked = false;
      boxes().forEach(box => { box.checked = false; });
      choose(true);
    },
  };
  // They can be switched off (WCAG 2.2, 2.1.4): who speaks to the machine types all of them.
  const OFF = 'desk-keys-off';
  const store = use => {
    try {
      return use(localStorage);
    } catch (e) {
      return null; // A browser that keeps nothing: the switch holds for this page.
    }
  };
  const single = one('#keys');
  single.checked = store(kept => kept.getItem(OFF)) === null;
  single.addEventListener('change', () => store(kept => single.checked ? kept.removeItem(OFF) : kept.setItem(OFF, 'true')));
  document.addEventListener('keydown', event => {
    const takes = event.target.matches('input:not([type=checkbox], [type=radio]), textarea, select') || event.target.isContentEditable;
    if (!single.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || one('dialog[open]')) return;
    if (takes) {
      // A search field that has a text takes Escape itself.
      if (event.key === 'Escape' && !(event.target.type === 'search' && event.target.value)) event.target.blur();
      return;
    }
    if (Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  dress();
})();
