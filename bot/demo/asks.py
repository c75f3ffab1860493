"""What the members of the sample group ask one another and tell in its eight weeks; days as in `history`."""

from __future__ import annotations

from datetime import timedelta

from bot.demo.people import Text
from bot.demo.plan import Ask, Move

# fmt: off
ASKS: tuple[Ask, ...] = (
    # Whoever searches for the last payment finds it.
    Ask(
        "last payment", 9, "larissa", "question",
        {"text": Text(
            "A client pays in three parts, and the last payment is late. May I keep the files until it comes?",
            "Um cliente paga em três vezes, e o último pagamento atrasou. Posso segurar os arquivos até cair?",
        )},
        (
            Move("elisa", "offer", 1, Text(
                "You may, if your contract says that the rights pass with the last payment. If it doesn't, write that into the next one: I have a sentence ready.",
                "Pode, se o contrato diz que os direitos passam com o último pagamento. Se não diz, ponha no próximo: tenho a frase pronta.",
            )),
            Move("larissa", "helped", 2, Text("The sentence is in my contract now. Thank you, Elisa!", "A frase já está no meu contrato. Obrigada, Elisa!"), about="elisa"),
            Move("larissa", "met", 2),
        ),
    ),
    Ask(
        "food brand", 20, "felipe", "looking",
        {"text": Text(
            "A small food brand in São Paulo with new labels and old pictures.",
            "Uma marca pequena de comida em São Paulo, de rótulo novo e foto velha.",
        )},
        (Move("felipe", "met", 4),),
    ),
    # Nobody answers, and it ends by itself.
    Ask(
        "garage", 27, "bruno", "looking",
        {"text": Text(
            "The owner of a car park in Mooca who wants charging points on every floor.",
            "O dono de um estacionamento na Mooca que queira carregador em todos os andares.",
        )},
    ),
    Ask(
        "bakery", 34, "camila", "client_needs",
        {"text": Text(
            "A family business changes hands: a new face for it, a second counter, and orders by the site. A start within the month.",
            "Uma empresa de família muda de mãos: outra cara, um segundo balcão e pedidos pelo site. Começa ainda este mês.",
        )},
        (Move("larissa", "offer", 0), Move("ana", "offer", 0), Move("camila", "met", 5)),
        trades=("larissa", "ana", "heitor"),
    ),
    Ask(
        "first invoice", 44, "elisa", "tip",
        {
            "title": Text("Half a page before the first invoice", "Meia página antes da primeira nota"),
            "text": Text(
                "Who does what, by when, for how much, and what happens if it takes longer. Signed by both, it spares you most quarrels; here is one to fill in.",
                "Quem faz o quê, até quando, por quanto, e o que acontece se atrasar. Assinada pelos dois, poupa quase toda briga; aqui há uma para preencher.",
            ),
            "link": Text("https://monteiro.example/half-a-page", "https://monteiro.example/meia-pagina"),
        },
        (Move("felipe", "useful", 1), Move("isabela", "useful", 3)),
    ),
    Ask(
        "breakfast", 50, "marina", "cover",
        {
            "what": Text("Welcome the guests at my breakfast for directors, from eight to ten", "Receber os convidados do meu café com diretores, das oito às dez"),
            "where": Text("Itaim, near the bridge", "Itaim, perto da ponte"),
            "details": Text("The list of names is with the doorman. The microphone is in the cupboard on the left.", "A lista de nomes está na portaria. O microfone fica no armário da esquerda."),
        },
        (
            Move("joao", "offer", 0),
            Move("marina", "choose", 1, about="joao"),
            Move("marina", "helped", 5, about="joao"),
        ),
        happens=timedelta(days=4, hours=8),
    ),
    Ask(
        "charging point", 51, "diego", "question",
        {"text": Text(
            "Buyers ask me whether a charging point in the garage raises the price of a flat. What do I tell them?",
            "Compradores me perguntam se um carregador na garagem aumenta o valor do apartamento. O que eu digo?",
        )},
        (
            Move("joao", "offer", 1, Text(
                "That I don't know. But the building's policy has to name it, and few do.",
                "Isso eu não sei. Mas o seguro do prédio tem que citar o carregador, e poucos citam.",
            )),
            Move("bruno", "offer", 1, Text(
                "Only where the building's panel has room for it. Ask the manager for the report before you promise anything; send it to me and I'll read it.",
                "Só quando o quadro do prédio aguenta. Peça o laudo ao síndico antes de prometer; me mande que eu leio.",
            )),
            Move("diego", "helped", 3, about="bruno"),
            Move("diego", "met", 3),
        ),
    ),
    # These two are open: whoever looks at the page as Gabriela can answer the second.
    Ask(
        "building manager", 54, "joao", "looking",
        {"text": Text(
            "The manager of a building in Saúde whose insurance runs out soon.",
            "O síndico de um prédio na Saúde com o seguro quase vencendo.",
        )},
    ),
    Ask(
        "cholesterol", 55, "isabela", "question",
        {"text": Text(
            "What do I serve an office that has to lower its cholesterol, besides salad?",
            "O que eu sirvo em um escritório que precisa baixar o colesterol, além de salada?",
        )},
    ),
)
