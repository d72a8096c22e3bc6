import pytest

from articles.text import wordpress


@pytest.mark.parametrize(
    ('button', 'heading'),
    [
        ('<h3><button type="button"><span>Is there a toll?</span><span aria-hidden="true">+</span></button></h3>',
         '<h3><span>Is there a toll?</span></h3>'),
        ('<button class="kt-blocks-accordion-header"><span>Is there a toll?</span></button>',
         '<h3><span>Is there a toll?</span></h3>'),
        ('<h3><button>Is there a <em>toll</em>?</button></h3>', '<h3>Is there a <em>toll</em>?</h3>'),
    ],
)  # fmt: skip
def test_button_that_opens_an_answer_is_a_heading(button, heading):
    body = wordpress.render(f'<!-- wp:x/accordion --><div>{button}<div><p>No.</p></div></div><!-- /wp:x/accordion -->')
    assert heading in body.html


def test_button_that_does_something_is_no_text():
    assert wordpress.render('<p>Rain.</p><button class="share">Share</button>').text == 'Rain.'
