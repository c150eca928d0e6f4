from django.urls import URLPattern, URLResolver, path

from legation.casework.applications import dialogue_desk, dialogue_views, draft_views, views
from legation.web.audience import public, with_secret

STEPS = (
    ("", public(views.apply_start), "apply_start"),
    ("code/", public(draft_views.apply_code), "apply_code"),
    ("resume/<str:token>/", with_secret(views.apply_resume), "apply_resume"),
    ("draft/<str:secret>/", with_secret(views.apply_tasks), "apply_tasks"),
    ("draft/<str:secret>/check/", with_secret(views.apply_check), "apply_check"),
    ("draft/<str:secret>/later/", with_secret(views.apply_later), "apply_later"),
    ("draft/<str:secret>/done/", with_secret(views.apply_done), "apply_done"),
    ("draft/<str:secret>/<slug:step>/", with_secret(views.apply_step), "apply_step"),
    ("draft/<str:secret>/<slug:step>/<slug:entry>/", with_secret(views.apply_step), "apply_entry"),
)

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    *(path(f"services/<slug:service>/apply/{rest}", view, name=name) for rest, view, name in STEPS),
    *(
        path(f"offices/<slug:office>/services/<slug:service>/apply/{rest}", view, name=f"office_{name}")
        for rest, view, name in STEPS
    ),
    path("processing-times/", public(views.processing_times), name="processing_times"),
    path("corrections/<str:signed>/", with_secret(dialogue_views.correction), name="correction"),
    path("cases/view/<str:signed>/messages/", with_secret(dialogue_views.message), name="case_messages"),
    path("applications/confirm/<str:token>/", with_secret(views.apply_confirm), name="apply_confirm"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("cases/<str:number>/correction/", dialogue_desk.ask_correction, name="correction_ask"),
    path("cases/<str:number>/message/", dialogue_desk.write_message, name="message_write"),
]
