'use strict';
// Choices by typing: the long questions of a list become such, and all of them obey the keyboard.
{
    const $ = django.jQuery;

    function labelOf(select) {
        const label = select.labels && select.labels[0];
        if (label && !label.id) {
            label.id = `${select.id}-label`;
        }
        return label;
    }

    // A combobox says what is chosen; without this nobody hears what it asks for.
    function name(select) {
        const box = select.nextElementSibling.querySelector('.select2-selection');
        const search = box.querySelector('.select2-search__field');
        const label = labelOf(select);
        if (label) {
            const chosen = box.getAttribute('aria-labelledby');
            box.setAttribute('aria-labelledby', chosen ? `${label.id} ${chosen}` : label.id);
        } else if (select.getAttribute('aria-label')) {
            box.setAttribute('aria-label', select.getAttribute('aria-label'));
        }
        if (search) {
            search.setAttribute('aria-label', told(select));
        }
    }

    function told(select) {
        const label = labelOf(select);
        return (label ? label.textContent : select.getAttribute('aria-label') || '').trim().replace(/[:：]$/, '');
    }

    function open(select) {
        $(select).select2('open');
        const search = document.querySelector('.select2-container--open .select2-search__field');
        if (search) {
            search.setAttribute('aria-label', told(select));
            search.focus();
        }
    }

    $(function() {
        $('select.typed').select2({width: '100%'});
        $('select.typed, select.admin-autocomplete').not('[name*=__prefix__]').each((i, select) => name(select));
    });

    // What is typed on a closed choice opens it, and lands in it: the field is in focus before
    // the letter, or the first key of an input method, arrives.
    document.addEventListener('keydown', (event) => {
        const box = event.target.closest('.select2-selection--single');
        const isTyped = event.key === 'Process' || (event.key.length === 1 && event.key !== ' ');
        if (!box || event.ctrlKey || event.altKey || event.metaKey) {
            return;
        }
        const select = box.closest('.select2-container').previousElementSibling;
        if ((isTyped || event.key === 'ArrowDown') && !select.disabled && !$(select).data('select2').isOpen()) {
            open(select);
        }
    }, true);
}
