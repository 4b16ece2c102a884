"""The inks of the pictures: an hour, a season, a material."""

from demo.drawings.forms import Palette

DAWN = Palette(
    sky=("#f7e6cf", "#f3cfae", "#e8b08c"),
    light="#f6e4cb",
    wall="#e2b894",
    shade="#b07457",
    dark="#1f4a56",
    accent="#a8472f",
    leaf="#5f7d62",
    ground="#e3c3a0",
    shadow="#a58d98",
)

EVENING = Palette(
    sky=("#2f5a6b", "#7d9a9a", "#e9b78d", "#f2cf9f"),
    light="#d9a27c",
    wall="#7f8c8a",
    shade="#5a5560",
    dark="#1c3641",
    accent="#c2603f",
    leaf="#2f5650",
    ground="#47606a",
    shadow="#6a7794",
)

LAKE = Palette(
    sky=("#cfe0da", "#e6e6d2", "#f4dfbd"),
    light="#f4e7ce",
    wall="#d99d72",
    shade="#94604f",
    dark="#214d58",
    accent="#a8472f",
    leaf="#5c8371",
    ground="#b9c6a4",
    shadow="#8fa0a6",
)

NIGHT = Palette(
    sky=("#142f3d", "#1f4a56", "#3d6a70"),
    light="#2c5461",
    wall="#244a57",
    shade="#163642",
    dark="#12303b",
    accent="#a8472f",
    leaf="#1d4340",
    ground="#17353f",
    shadow="#6a7f95",
    glow="#f6c878",
)

SNOW = Palette(
    sky=("#c4d3d8", "#dfe5e2", "#f3e6da"),
    light="#dcae8c",
    wall="#c9b7a6",
    shade="#80605c",
    dark="#2a4d59",
    accent="#a8472f",
    leaf="#6f8f88",
    ground="#f6f3ee",
    shadow="#a9bacb",
)

BRICK = Palette(
    sky=("#9cc3c4", "#cfdfd3", "#f1e6cd"),
    light="#c8684a",
    wall="#d9b48c",
    shade="#6f3a35",
    dark="#1f4450",
    accent="#e0b15c",
    leaf="#5d8468",
    ground="#e8d5b5",
    shadow="#8d8fa6",
)

SQUARE = Palette(
    sky=("#e9dcc0", "#f2dcb6", "#eebf8f"),
    light="#f3dfbd",
    wall="#d99e74",
    shade="#a35c45",
    dark="#1f4a56",
    accent="#a8472f",
    leaf="#4f7a68",
    ground="#e9c596",
    shadow="#8b7f97",
)

MIST = Palette(
    sky=("#c9d6d2", "#dfe2d6", "#efe6d3"),
    light="#eee3cf",
    wall="#b9c4bd",
    shade="#8a9797",
    dark="#27505b",
    accent="#c98a3c",
    leaf="#6d8b74",
    ground="#cfc9b6",
    shadow="#9aa7ae",
)

NOON = Palette(
    sky=("#7fb0b6", "#b9d3cc", "#e9e4cd"),
    light="#f7ead2",
    wall="#e0ab7e",
    shade="#a5614a",
    dark="#1f4a56",
    accent="#a8472f",
    leaf="#4f7f68",
    ground="#e6cda4",
    shadow="#8a87a3",
)
