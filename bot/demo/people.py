"""The people of the sample group. They, their clients and their contacts are invented; addresses end in .example (RFC 2606)."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct


class Text(NamedTuple):
    """A text in both languages, each as a native speaker would write it."""

    english: str
    portuguese: str

    def of(self, language: str) -> str:
        """The text in one of Discord's locale tags, pt-BR or else English."""
        return self.portuguese if language == "pt-BR" else self.english


class Someone(Struct, frozen=True):
    """A person in the server, and the content of their profile."""

    key: str
    name: str
    trade: Text
    business: Text
    offer: Text
    ideal: Text
    contact: str
    links: str = ""


MODERATOR = "marina"

MEMBERS = (
    Someone(
        "ana",
        "Ana Beatriz Carvalho",
        Text("Architect", "Arquiteta"),
        Text("Carvalho Architecture, Pinheiros", "Carvalho Arquitetura, Pinheiros"),
        Text(
            "Apartment renovations from the first sketch to the keys: design, permits, and one person who answers for the works.",
            "Reforma de apartamento do primeiro esboço à entrega das chaves: projeto, aprovação e uma pessoa só respondendo pela obra.",
        ),
        Text(
            "Couples who have just bought an older flat in the west of the city and don't know where to begin.",
            "Casais que acabaram de comprar um apartamento antigo na zona oeste e não sabem por onde começar.",
        ),
        "(11) 95550-0101",
        "https://carvalho.example/obras",
    ),
    Someone(
        "bruno",
        "Bruno Teixeira",
        Text("Electrician", "Eletricista"),
        Text("Teixeira Electrical & Automation", "Teixeira Elétrica e Automação"),
        Text(
            "Rewiring, panels up to code, charging points for cars, and lights that obey a phone. Fixed quotes, clean floors.",
            "Troca de fiação, quadro dentro da norma, carregador de carro e luz que obedece ao celular. Orçamento fechado e obra limpa.",
        ),
        Text(
            "Building managers with an old panel, and anyone who has bought an electric car and lives in a building.",
            "Síndicos com quadro antigo e quem comprou carro elétrico e mora em prédio.",
        ),
        "(11) 95550-0102",
    ),
    Someone(
        "camila",
        "Camila Nakamura",
        Text("Accountant", "Contadora"),
        Text("Nakamura Accounting, Liberdade", "Nakamura Contabilidade, Liberdade"),
        Text(
            "Books, payroll and taxes for small service companies. I explain every figure before you sign.",
            "Contabilidade, folha e impostos para pequenas empresas de serviço. Explico cada número antes de você assinar.",
        ),
        Text(
            "Freelancers who outgrow their simplified tax regime, and owners who only hear from their accountant at tax time.",
            "MEIs perto de estourar o limite e donos de empresa que só ouvem do contador na época do imposto.",
        ),
        "camila@nakamura.example",
    ),
    Someone(
        "diego",
        "Diego Ferraz",
        Text("Real estate agent", "Corretor de imóveis"),
        Text("Ferraz Homes, Vila Mariana", "Ferraz Imóveis, Vila Mariana"),
        Text(
            "Flats from 50 to 120 m² around Vila Mariana and Saúde: honest valuation, papers checked before the first visit.",
            "Apartamentos de 50 a 120 m² na Vila Mariana e na Saúde: avaliação honesta e documentação conferida antes da primeira visita.",
        ),
        Text(
            "Families who expect a second child and have to sell before they can buy.",
            "Famílias esperando o segundo filho que precisam vender para poder comprar.",
        ),
        "(11) 95550-0104",
        "https://ferraz.example",
    ),
    Someone(
        "elisa",
        "Elisa Monteiro",
        Text("Lawyer", "Advogada"),
        Text("Monteiro Law, Paulista", "Monteiro Advocacia, Paulista"),
        Text(
            "Contracts and employment law for small companies, written so that both sides understand them.",
            "Contratos e direito do trabalho para pequenas empresas, escritos para os dois lados entenderem.",
        ),
        Text(
            "Owners about to hire their first employee, or to part with a partner.",
            "Donos de empresa que vão contratar o primeiro funcionário ou desfazer uma sociedade.",
        ),
        "elisa@monteiro.example",
    ),
    Someone(
        "felipe",
        "Felipe Araújo",
        Text("Photographer", "Fotógrafo"),
        Text("Felipe Araújo Photography", "Felipe Araújo Fotografia"),
        Text(
            "Portraits and places of work: teams, kitchens, shops, buildings. Pictures within five days.",
            "Retratos e lugares de trabalho: equipes, cozinhas, lojas, prédios. Fotos em até cinco dias.",
        ),
        Text(
            "Whoever is about to launch a new site and still uses pictures from a phone.",
            "Quem vai lançar site novo e ainda usa foto de celular.",
        ),
        "(11) 95550-0106",
        "https://felipearaujo.example/portfolio",
    ),
    Someone(
        "gabriela",
        "Gabriela Souza Lima",
        Text("Dietitian", "Nutricionista"),
        Text("Gabriela Lima Nutrition, Perdizes", "Gabriela Lima Nutrição, Perdizes"),
        Text(
            "Everyday eating for people who travel and eat out, and talks for teams.",
            "Alimentação de verdade para quem viaja e come fora, e palestras para equipes.",
        ),
        Text(
            "People whose doctor has just told them to lower their cholesterol, and HR teams that plan a health week.",
            "Quem acabou de ouvir do médico que precisa baixar o colesterol e RHs que estão planejando a semana da saúde.",
        ),
        "(11) 95550-0107",
    ),
    Someone(
        "heitor",
        "Heitor Prado",
        Text("Web developer", "Desenvolvedor web"),
        Text("Prado Web", "Prado Web"),
        Text(
            "Sites and online shops that load in two seconds and that you can edit yourself.",
            "Sites e lojas virtuais que abrem em dois segundos e que você mesmo consegue atualizar.",
        ),
        Text(
            "Shops that sell by message all day long and lose orders on the way.",
            "Lojas que passam o dia vendendo por mensagem e perdem pedido no caminho.",
        ),
        "heitor@prado.example",
        "https://prado.example",
    ),
    Someone(
        "isabela",
        "Isabela Rocha",
        Text("Caterer", "Buffet e confeitaria"),
        Text("Isabela Rocha Kitchen, Pompeia", "Cozinha Isabela Rocha, Pompeia"),
        Text(
            "Coffee breaks, company lunches and cakes, for 20 to 150 people. Vegetarian menus that nobody complains about.",
            "Coffee break, almoço de empresa e bolos, de 20 a 150 pessoas. Cardápio vegetariano de que ninguém reclama.",
        ),
        Text(
            "Whoever organises trainings, inaugurations or end-of-year parties in offices.",
            "Quem organiza treinamento, inauguração ou festa de fim de ano em escritório.",
        ),
        "(11) 95550-0109",
    ),
    Someone(
        "joao",
        "João Pedro Vasconcelos",
        Text("Insurance broker", "Corretor de seguros"),
        Text("Vasconcelos Insurance", "Vasconcelos Seguros"),
        Text(
            "Home, company and life insurance from nine insurers, and somebody who picks up the phone after the accident.",
            "Seguro residencial, empresarial e de vida em nove seguradoras, e alguém que atende o telefone depois do sinistro.",
        ),
        Text(
            "People who have just signed for a home, and companies whose policy renews within two months.",
            "Quem acabou de assinar a compra da casa e empresas com apólice vencendo nos próximos dois meses.",
        ),
        "(11) 95550-0110",
    ),
    Someone(
        "larissa",
        "Larissa Mendonça",
        Text("Brand designer", "Designer de marcas"),
        Text("Mendonça Studio, Barra Funda", "Estúdio Mendonça, Barra Funda"),
        Text(
            "Names, logos and packaging for small food and beauty brands, ready for the printer.",
            "Nome, logo e embalagem para pequenas marcas de comida e beleza, prontos para a gráfica.",
        ),
        Text(
            "Someone who sells at fairs and wants to be on a shop's shelf next year.",
            "Quem vende em feira e quer estar na prateleira de uma loja no ano que vem.",
        ),
        "larissa@mendonca.example",
        "https://mendonca.example/marcas",
    ),
    Someone(
        MODERATOR,
        "Marina Duarte",
        Text("HR consultant", "Consultora de RH"),
        Text("Duarte People, Itaim", "Duarte Pessoas, Itaim"),
        Text(
            "Hiring and salary plans for companies of 10 to 80 people without an HR department.",
            "Contratação e plano de cargos para empresas de 10 a 80 pessoas que não têm RH.",
        ),
        Text(
            "Directors who have lost two good people in half a year and don't know why.",
            "Diretores que perderam duas pessoas boas em seis meses e não sabem por quê.",
        ),
        "(11) 95550-0112",
    ),
)

FRIEND = Someone(
    "otavio",
    "Otávio Sampaio",
    Text("", ""),
    Text("", ""),
    Text(
        "Forty years of running schools: whom to ask in the city's offices, and how to say it in one page.",
        "Quarenta anos dirigindo escolas: com quem falar nas repartições da cidade, e como dizer em uma página.",
    ),
    Text(
        "Somebody who teaches a trade to young people on Saturdays.",
        "Quem ensina um ofício a jovens aos sábados.",
    ),
    "otavio@sampaio.example",
)
"""A friend of the group: a member without a trade."""

APPLICANT = Someone(
    "rafael",
    "Rafael Okamoto",
    Text("Physiotherapist", "Fisioterapeuta"),
    Text("Okamoto Physiotherapy, Saúde", "Okamoto Fisioterapia, Saúde"),
    Text(
        "Back and shoulder treatment for people who sit all day, and posture mornings in offices.",
        "Tratamento de coluna e ombro para quem passa o dia sentado e manhãs de postura em escritórios.",
    ),
    Text(
        "Anyone who has put off that back pain for more than a month.",
        "Quem está adiando aquela dor nas costas há mais de um mês.",
    ),
    "(11) 95550-0113",
)
SPONSOR = "gabriela"
"""The key of the applicant's sponsor."""
