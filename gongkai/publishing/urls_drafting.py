"""Drafting: to begin, to write, versions, preview, who may see it."""

from django.urls import path

from gongkai.publishing.views_desk import drafting, previews, sharing, versions

urlpatterns = [
    path("desk/drafts/new/", drafting.begin, name="desk_draft_new"),
    path("desk/drafts/files/<int:pk>/", drafting.file_status, name="desk_draft_file"),
    path("desk/drafts/<int:pk>/", drafting.draft, name="desk_draft"),
    path("desk/drafts/<int:pk>/autosave/", drafting.autosave, name="desk_draft_autosave"),
    path("desk/drafts/<int:pk>/companion/", drafting.companion, name="desk_draft_companion"),
    path("desk/drafts/<int:pk>/versions/", versions.versions, name="desk_draft_versions"),
    path("desk/drafts/<int:pk>/versions/compare/", versions.compare, name="desk_draft_compare"),
    path("desk/drafts/<int:pk>/versions/restore/", versions.restore, name="desk_draft_restore"),
    path("desk/drafts/<int:pk>/preview/", previews.preview, name="desk_draft_preview"),
    path("desk/drafts/<int:pk>/preview.docx", previews.preview_docx, name="desk_draft_docx"),
    path("desk/drafts/<int:pk>/preview.pdf", previews.preview_pdf, name="desk_draft_pdf"),
    path(
        "desk/drafts/<int:pk>/attachments/<int:number>/", previews.draft_attachment,
        name="desk_draft_file_of",
    ),
    path("desk/drafts/<int:pk>/sharing/", sharing.sharing, name="desk_draft_sharing"),
    path(
        "desk/drafts/<int:pk>/sharing/<int:link>/revoke/", sharing.revoke, name="desk_draft_revoke"
    ),
    path("preview/<str:token>/", previews.shared, name="preview"),
    path("preview/<str:token>/pictures/<int:number>/", previews.shared_picture, name="preview_picture"),
    path("preview/<str:token>/files/<int:number>/", previews.shared_file, name="preview_file"),
    path("preview/<str:token>/with/<int:pk>/", previews.shared_beside, name="preview_beside"),
    path(
        "preview/<str:token>/with/<int:pk>/pictures/<int:number>/", previews.beside_picture,
        name="preview_beside_picture",
    ),
    path(
        "preview/<str:token>/with/<int:pk>/files/<int:number>/", previews.beside_file,
        name="preview_beside_file",
    ),
]  # fmt: skip
