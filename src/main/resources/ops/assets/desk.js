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
    one('#asof').textContent = 'As of ' + new Date(asof).toISOString().slice(11, 19) + ' UTC' + (old < 20000 ? '' : ', ' + length(old) + ' ago');
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
    place.textContent = text + (dialog.open ? '' : ' What you see is as of ' + new Date(asof).toISOString().slice(11, 19) + ' UTC.');
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
  const dress = () => {
    all('[hidden][data-copy], [hidden][data-close], [hidden][data-opens], [hidden][data-refresh], #page[hidden]').forEach(each => { each.hidden = false; });
    const spoken = one('#progress');
    if (spoken && one('#spoken').textContent !== spoken.dataset.spoken) one('#spoken').textContent = spoken.dataset.spoken;
    choose();
    tick();
  };
  document.addEventListener('htmx:afterSwap', event => {
    const target = event.detail.target;
    if (target.id === 'dialog-body') {
      if (!dialog.open) dialog.showModal();
      (one('input:not([type=hidden])', dialog) || one('button', dialog)).focus();
    } else if (target.id === 'said') {
      if (dialog.open) dialog.close();
      htmx.trigger(document.body, 'refresh');
      one('#said').scrollIntoView({block: 'nearest'});
    }
  });
  document.addEventListener('htmx:afterSettle', event => {
    const fresh = Number(event.detail.elt.dataset.asof || 0);
    if (fresh > asof) asof = fresh;
    dress();
  });

  // What keeps itself fresh stays open and scrolled where it was

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
  const choose = () => {
    const chosen = one('#chosen');
    if (!chosen) return;
    const every = one('#all');
    const each = boxes();
    const count = each.filter(box => box.checked).length;
    each.forEach(box => { box.disabled = Boolean(every && every.checked); });
    chosen.textContent = every && every.checked ? 'Selected:' : count === 0 ? 'Nothing selected' : count + ' selected';
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
    choose();
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
      choose();
    } else if (button && button.getAttribute('aria-disabled') === 'true') {
      event.preventDefault();
      event.stopImmediatePropagation();
      if ('needs' in button.dataset) one('#chosen').textContent = 'Select entries first';
    } else if (button && 'close' in button.dataset) {
      dialog.close();
    } else if (button && 'opens' in button.dataset) {
      one('#' + button.dataset.opens).showModal();
    } else if (button && 'refresh' in button.dataset) {
      refresh();
    } else if (button && 'copy' in button.dataset) {
      copy(button);
    }
  }, true);
  const copy = button => {
    const source = one('#' + button.dataset.copy);
    const done = () => {
      const label = button.textContent;
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = label; }, 1500);
    };
    const selected = () => {
      getSelection().selectAllChildren(source);
      if (document.execCommand('copy')) done();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(source.textContent).then(done, selected);
    else selected();
  };

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
    '?': () => one('#help').showModal(),
    Escape: () => {
      const every = one('#all');
      if (every) every.checked = false;
      boxes().forEach(box => { box.checked = false; });
      choose();
    },
  };
  document.addEventListener('keydown', event => {
    const writes = event.target.matches('input:not([type=checkbox]), textarea, select');
    if (event.ctrlKey || event.metaKey || event.altKey || one('dialog[open]')) return;
    if (writes) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    if (Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  dress();
})();
