"""Letters of a case, the register of letters, the clause library."""

from django.urls import path

from gongkai.foi.views_desk.letters import clauses, editor, files, listing, register

_LETTERS = "desk/requests/<int:pk>/letters/"
_LETTER = f"{_LETTERS}<int:letter_pk>/"

urlpatterns = [
    path("desk/requests/clauses/", clauses.clauses, name="desk_clauses"),
    path("desk/requests/clauses/<int:pk>/", clauses.clauses, name="desk_clause"),
    path("desk/requests/letters/", register.register, name="desk_letter_register"),
    path(_LETTERS, listing.letters_of_case, name="desk_request_letters"),
    path(_LETTER, editor.letter, name="desk_request_letter"),
    path(f"{_LETTER}pdf/", files.letter_pdf, name="desk_request_letter_pdf"),
    path(f"{_LETTER}docx/", files.letter_docx, name="desk_request_letter_docx"),
]
