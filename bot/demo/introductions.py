"""Whom the members of the sample group introduce to one another in its eight weeks; days as in `history`."""

from __future__ import annotations

from bot.demo.people import Text
from bot.demo.plan import Introduction, Press

# fmt: off
INTRODUCTIONS: tuple[Introduction, ...] = (
    Introduction(
        19, "diego", "elisa", "joao",
        Text("After a water pipe bursts, people ask both of you the same questions.", "Depois que um cano estoura, as pessoas perguntam a vocês dois a mesma coisa."),
        Text("Explains a clause so that you want to sign it.", "Explica uma cláusula de um jeito que dá vontade de assinar."),
        (Press("joao", "yes", 0), Press("elisa", "yes", 2), Press("elisa", "talked", 12), Press("joao", "talked", 13)),
    ),
    Introduction(
        27, "felipe", "bruno", "marina",
        Text("The offices that you staff, Marina, all have lights that flicker.", "Os escritórios que a Marina monta têm todos uma luz que pisca."),
        Text("Comes on the day that he says.", "Aparece no dia que combinou."),
        (Press("bruno", "yes", 1), Press("marina", "no", 2)),
    ),
    Introduction(
        40, "isabela", "ana", "larissa",
        Text("One of you makes a shop's rooms, the other its name: your clients are the same.", "Uma faz a loja, a outra faz o nome: os clientes são os mesmos."),
        Text("Draws while you talk, and it is already right.", "Desenha enquanto você fala, e já sai certo."),
        (Press("larissa", "yes", 1), Press("ana", "yes", 2)),
    ),
    Introduction(
        50, "elisa", "camila", "diego",
        Text("Who sells a flat asks about the tax, and who opens a company about rooms.", "Quem vende apartamento pergunta do imposto, e quem abre empresa pergunta do ponto."),
        Text("The clearest accountant I know.", "A contadora mais clara que conheço."),
        (Press("diego", "yes", 1), Press("camila", "yes", 1)),
    ),
    Introduction(
        53, "ana", "diego", "isabela",
        Text("Whoever gets new keys wants to celebrate them.", "Quem pega chave nova quer comemorar."),
        Text("His clients cry when they get their keys. Bring napkins.", "Os clientes dele choram quando pegam a chave. Leve guardanapos."),
        (Press("isabela", "yes", 1), Press("diego", "yes", 1)),
    ),
    # The last is open: whoever looks at the page as Gabriela can answer it.
    Introduction(
        54, "larissa", "felipe", "gabriela",
        Text("A talk about eating well needs pictures that make people hungry.", "Palestra sobre comer bem precisa de foto que dê fome."),
        Text("His pictures of jam sold out the jam.", "As fotos dele da geleia esgotaram a geleia."),
        (Press("felipe", "yes", 1),),
    ),
)
