"""The plan of the sample group's eight weeks, from day 0 to day 55, which is yesterday; day 56 is today."""

from __future__ import annotations

from bot.demo.people import Text
from bot.demo.plan import (
    Referral,
    Thanks,
    accepted,
    agreed,
    contacted,
    declined,
    direct,
    lead,
    more,
    no_fit,
    own,
    taken_back,
    won,
)

# fmt: off
REFERRALS: tuple[Referral, ...] = (
    # The first week
    direct(
        0, "diego", "ana", "Patrícia e Renato Moura", "(11) 95550-0201",
        Text("They get the keys to a 78 m² flat from 1974 on the 20th. Kitchen and both bathrooms.", "Pegam as chaves de um apartamento de 78 m², de 1974, no dia 20. Cozinha e os dois banheiros."),
        accepted(), contacted(2),
        won(12, Text("Diego, the nicest clients I have had this year. The project is signed!", "Diego, são os clientes mais queridos do ano. Projeto assinado!"), 18500, answered=True), warmth=4,
    ),
    direct(
        1, "camila", "elisa", "Otávio Brandão", "otavio@brandao.example",
        Text("Two partners, no written agreement, and one of them wants to leave.", "Dois sócios, nada no papel, e um deles quer sair."),
        accepted(), contacted(1),
        won(9, Text("Thank you, Camila. He came prepared, with every figure you had sorted for him.", "Obrigada, Camila. Ele já chegou com todos os números que você organizou."), 4200), warmth=3,
    ),
    direct(
        2, "ana", "bruno", "Condomínio Jardim Aurora (Sra. Lúcia)", "(11) 95550-0203",
        Text("The panel of the common areas trips when it rains. She needs a report before the meeting.", "O quadro da área comum desarma quando chove. Precisa de um laudo antes da assembleia."),
        contacted(1),
        won(6, Text("Ana, thank you! The report led to the whole panel.", "Ana, valeu! O laudo virou a troca do quadro inteiro."), 9800, answered=True),
        more(30, Text("And now they want a second building done. Thank you again, Ana!", "E agora querem o segundo bloco também. Obrigado de novo, Ana!"), 7600), warmth=2,
    ),
    own(
        3, "larissa", "camila", "larissa@mendonca.example",
        Text("I am about to pass the limit of my tax regime and don't know what changes.", "Estou para estourar o limite do MEI e não sei o que muda."),
        contacted(1),
        won(4, Text("Welcome aboard, Larissa, and thank you for your trust.", "Bem-vinda, Larissa, e obrigada pela confiança."), 650),
    ),
    lead(
        4, "isabela", "felipe", "Bistrô da Praça (Sr. Armando)", "(11) 95550-0205",
        Text("A new menu next month, and the pictures on the site are from 2017.", "Cardápio novo no mês que vem, e as fotos do site são de 2017."),
        agreed(2), accepted(3), contacted(4),
        won(11, Text("Isabela, what a kitchen! Thank you for opening that door.", "Isabela, que cozinha! Obrigado por abrir essa porta."), 2400, answered=True),
    ),
    # The second
    direct(
        7, "joao", "diego", "Sandra Figueiredo", "(11) 95550-0206",
        Text("A second child is on its way. They sell in Saúde first, then look for three bedrooms.", "Segundo filho a caminho. Vendem na Saúde primeiro e depois procuram três quartos."),
        accepted(), contacted(3),
        won(34, Text("Sold, and bought, on the same day. João, thank you!", "Vendido e comprado no mesmo dia. João, obrigado!"), 31000, answered=True), warmth=5,
    ),
    direct(
        8, "marina", "gabriela", "Grupo Vértice (Beatriz, RH)", "beatriz@vertice.example",
        Text("A health week for 60 people: two talks and menus for the canteen.", "Semana da saúde para 60 pessoas: duas palestras e cardápio do refeitório."),
        contacted(1),
        won(13, Text("Marina, thank you for recommending me to Beatriz. They have already asked about next year.", "Marina, obrigada por me indicar para a Beatriz. Já perguntaram do ano que vem."), 5600), warmth=3,
    ),
    direct(
        9, "heitor", "larissa", "Café Serra Alta", "contato@serraalta.example",
        Text("They roast coffee for fairs and want a bag that a shop would take.", "Torram café para feiras e querem uma embalagem que entre em empório."),
        accepted(), contacted(2),
        won(16, Text("The bag is at the printer. Thank you, Heitor, I loved every minute of it.", "A embalagem já está na gráfica. Obrigada, Heitor, amei cada minuto."), 6900), warmth=2,
    ),
    direct(
        10, "ana", "joao", "Patrícia e Renato Moura", "(11) 95550-0201",
        Text("Home insurance for the weeks of building works and after.", "Seguro residencial para o período de obra e depois."),
        contacted(1),
        won(5, Text("Closed in two calls. Thank you, Ana!", "Fechado em duas ligações. Obrigado, Ana!"), 1380), warmth=3,
    ),
    direct(
        10, "elisa", "marina", "Oficina Boa Vista (Sr. Geraldo)", "(11) 95550-0210",
        Text("Three dismissals in a year, all of them in the same team.", "Três demissões em um ano, todas na mesma equipe."),
        accepted(), contacted(4),
        no_fit(10, Text("He decided to wait a little. I will call again in two months.", "Ele resolveu esperar um pouco. Volto a ligar daqui a dois meses.")),
    ),
    # The third
    direct(
        14, "bruno", "ana", "Marcelo Tanaka", "(11) 95550-0211",
        Text("Wants to join two small flats; I do the wiring, somebody must tear down the wall.", "Quer juntar dois apartamentos; eu faço a elétrica, mas alguém tem que derrubar a parede."),
        accepted(), contacted(2), warmth=4,
    ),
    direct(
        15, "gabriela", "isabela", "Clínica Perdizes (Dr. Sérgio)", "(11) 95550-0212",
        Text("Coffee break for 40 doctors, nothing fried, on a Saturday.", "Coffee break para 40 médicos, nada frito, em um sábado."),
        accepted(0),
        won(7, Text("Forty doctors and not one crumb left. Thank you, Gabi!", "Quarenta médicos e não sobrou uma migalha. Obrigada, Gabi!"), 3150, answered=True), warmth=3,
    ),
    direct(
        16, "felipe", "heitor", "Ateliê Lume", "lume@lume.example",
        Text("New pictures are ready, and the shop behind them still runs on direct messages.", "As fotos novas estão prontas, e a loja ainda vende por mensagem."),
        accepted(), contacted(1),
        won(20, Text("The shop went live with your pictures on top, Felipe. Thank you!", "A loja entrou no ar com as suas fotos na capa, Felipe. Obrigado!"), 8200), warmth=2,
    ),
    direct(
        17, "camila", "joao", "Transportes Irmãos Leal", "(11) 95550-0214",
        Text("Their company policy ends next month, and nobody has read it for years.", "A apólice da empresa vence mês que vem, e ninguém lê há anos."),
        accepted(), contacted(3),
        won(18, Text("Thank you, Camila. Better cover, and cheaper.", "Obrigado, Camila. Cobertura melhor e mais barata."), 5200), warmth=2,
    ),
    lead(
        17, "diego", "elisa", "Vinícius Prates", "(11) 95550-0215",
        Text("Bought a flat off-plan that is eight months late.", "Comprou na planta e a entrega está oito meses atrasada."),
        declined(2, Text("I don't do consumer cases. I have sent Diego the name of a colleague.", "Não atuo com consumidor. Passei ao Diego o nome de uma colega.")),
    ),
    # The fourth
    direct(
        21, "diego", "bruno", "Sandra Figueiredo", "(11) 95550-0206",
        Text("A charging point in the garage of the flat that they want to buy: is it possible at all?", "Carregador na garagem do apartamento que querem comprar: dá para fazer?"),
        contacted(1),
        won(17, Text("It was possible! Thank you, Diego.", "Deu para fazer, sim! Obrigado, Diego."), 4300), warmth=3,
    ),
    direct(
        22, "larissa", "felipe", "Doce Quintal", "(11) 95550-0217",
        Text("Twelve jams for the new labels, on a white ground and in the kitchen.", "Doze geleias com os rótulos novos, em fundo branco e na cozinha."),
        accepted(), contacted(2),
        won(9, Text("Larissa, those labels take their own pictures. Thank you!", "Larissa, esses rótulos se fotografam sozinhos. Obrigado!"), 1900, answered=True), warmth=3,
        ask="food brand",
    ),
    direct(
        23, "marina", "elisa", "Grupo Vértice (Beatriz, RH)", "beatriz@vertice.example",
        Text("They go from 12 to 20 employees and have one contract for all of them.", "Vão de 12 para 20 funcionários e usam um contrato só para todos."),
        accepted(), contacted(1),
        won(14, Text("A model client. Thank you, Marina.", "Cliente exemplar. Obrigada, Marina."), 7400), warmth=4,
    ),
    direct(
        24, "isabela", "camila", "Padaria Nova Itália", "(11) 95550-0219",
        Text("The founder's daughter takes over and wants to see real figures every month.", "A filha do fundador vai assumir e quer ver número de verdade todo mês."),
        accepted(0), contacted(2),
        won(13, Text("Thank you, Isa. I leave every meeting with bread.", "Obrigada, Isa. Saio de toda reunião com pão."), 1250), warmth=2,
    ),
    own(
        25, "heitor", "joao", "heitor@prado.example",
        Text("Liability insurance: a client asks for it in the contract.", "Seguro de responsabilidade civil: um cliente pede em contrato."),
        contacted(1),
        won(6, Text("Thank you for the trust, Heitor!", "Obrigado pela confiança, Heitor!"), 890),
    ),
    # The fifth
    direct(
        28, "ana", "diego", "Helena Bittencourt", "(11) 95550-0221",
        Text("Her renovation would cost more than moving. She wants to sell as it is.", "A reforma sairia mais cara que mudar. Quer vender do jeito que está."),
        accepted(), contacted(2), warmth=3,
    ),
    direct(
        28, "felipe", "camila", "Restaurante Sabiá", "(11) 95550-0222",
        Text("Six months of invoices in a shoebox. He said so himself.", "Seis meses de nota em uma caixa de sapato. Palavras dele."),
        accepted(), contacted(3),
        no_fit(12, Text("He has found somebody in his street.", "Fechou com alguém da rua dele.")),
    ),
    direct(
        29, "gabriela", "marina", "Clínica Perdizes (Dr. Sérgio)", "(11) 95550-0212",
        Text("Three receptionists in one year. He asks whether it is the salary.", "Três recepcionistas em um ano. Ele quer saber se é o salário."),
        accepted(0), contacted(2),
        won(15, Text("It was not the salary. Thank you, Gabi, for the introduction in person!", "Não era o salário. Obrigada, Gabi, por me apresentar pessoalmente!"), 6000, answered=True), warmth=5,
    ),
    direct(
        30, "felipe", "isabela", "Editora Mirante", "eventos@mirante.example",
        Text("A book launch for 80 people, small plates, no waiters.", "Lançamento de livro para 80 pessoas, finger food, sem garçom."),
        accepted(), contacted(1),
        won(11, Text("Thank you, Felipe! They want us for the next one as well.", "Obrigada, Felipe! Já nos querem no próximo."), 4700), warmth=3,
    ),
    direct(
        31, "elisa", "heitor", "Monteiro & Filhos Imports", "(11) 95550-0225",
        Text("Their site can't be changed since the nephew moved away.", "Ninguém mexe no site desde que o sobrinho se mudou."),
        taken_back(1),
    ),
    # The sixth
    direct(
        35, "camila", "larissa", "Padaria Nova Itália", "(11) 95550-0219",
        Text("New generation, old sign: they want a logo that grandmother will recognise.", "Nova geração, placa antiga: querem um logo que a avó reconheça."),
        accepted(), contacted(2),
        won(14, Text("Grandmother approved! Thank you, Camila.", "A avó aprovou! Obrigada, Camila."), 5300, answered=True), warmth=3,
        ask="bakery",
    ),
    direct(
        35, "bruno", "joao", "Condomínio Jardim Aurora (Sra. Lúcia)", "(11) 95550-0203",
        Text("After the new panel they want the building's insurance checked as well.", "Depois do quadro novo querem rever também o seguro do prédio."),
        accepted(0), contacted(2), warmth=4,
    ),
    direct(
        36, "ana", "felipe", "Patrícia e Renato Moura", "(11) 95550-0201",
        Text("Their flat will be ready by the end of the month, and I would like it photographed.", "O apartamento fica pronto no fim do mês, e eu queria as fotos."),
        accepted(), contacted(3),
        won(16, Text("What light in that kitchen, Ana. Thank you!", "Que luz naquela cozinha, Ana. Obrigado!"), 1600), warmth=5,
    ),
    direct(
        37, "isabela", "gabriela", "Bistrô da Praça (Sr. Armando)", "(11) 95550-0205",
        Text("Guests ask what is in the dishes; he wants it on the menu.", "Os clientes perguntam o que tem no prato; ele quer isso no cardápio."),
        accepted(), contacted(2),
        won(12, Text("I have never had such a tasty appointment. Thank you, Isa!", "Nunca tive uma consulta tão gostosa. Obrigada, Isa!"), 2100), warmth=2,
    ),
    lead(
        38, "marina", "heitor", "Instituto Passo a Passo", "(11) 95550-0230",
        Text("Sign-up for their courses is a spreadsheet that everybody may edit.", "A inscrição dos cursos é uma planilha que todo mundo edita."),
        agreed(3), accepted(4), contacted(6),
    ),
    # The seventh
    direct(
        42, "diego", "joao", "Sandra Figueiredo", "(11) 95550-0206",
        Text("She signed on Friday: home insurance for the new flat.", "Assinou na sexta: seguro residencial do apartamento novo."),
        accepted(0),
        won(4, Text("Diego, thank you. You bring people with the pen in their hand.", "Diego, obrigado. Você traz gente com a caneta na mão."), 1240, answered=True), warmth=4,
    ),
    direct(
        43, "heitor", "felipe", "Instituto Passo a Passo", "(11) 95550-0230",
        Text("Portraits of nine teachers, in the school, during the break.", "Retratos de nove professores, na escola, na hora do intervalo."),
        accepted(), contacted(3), warmth=2,
    ),
    direct(
        44, "larissa", "isabela", "Doce Quintal", "(11) 95550-0217",
        Text("A tasting for 30 shop owners, with their jams in every dish.", "Degustação para 30 lojistas, com a geleia deles em todos os pratos."),
        contacted(1),
        won(8, Text("Larissa, jam in the risotto worked. Thank you!", "Larissa, a geleia no risoto deu certo. Obrigada!"), 2900), warmth=3,
    ),
    direct(
        45, "elisa", "camila", "Otávio Brandão", "otavio@brandao.example",
        Text("The partner has left, and the books must be closed at that date.", "O sócio saiu, e a contabilidade tem que fechar naquela data."),
        accepted(), contacted(2),
        won(8, Text("Elisa, it is a joy to continue your work. Thank you!", "Elisa, é uma alegria continuar o seu trabalho. Obrigada!"), 3200), warmth=3,
    ),
    direct(
        46, "diego", "bruno", "Academia Ritmo", "(11) 95550-0235",
        Text("New treadmills, and the lights flicker when all of them run.", "Esteiras novas, e a luz pisca quando ligam todas."),
        accepted(), contacted(2), warmth=2,
    ),
    # The last
    direct(
        49, "joao", "ana", "Cláudio e Vera Antunes", "(11) 95550-0236",
        Text("Water damage, paid by the insurer: they want to use it for a new kitchen.", "Vazamento pago pela seguradora: querem aproveitar e fazer a cozinha nova."),
        accepted(), contacted(2), warmth=3,
    ),
    direct(
        50, "larissa", "diego", "Estúdio Pilates Vila", "(11) 95550-0237",
        Text("The lease ends in half a year. Ground floor, 90 m², near the green line.", "O contrato vence em seis meses. Térreo, 90 m², perto da linha verde."),
        accepted(), warmth=2,
    ),
    direct(
        51, "bruno", "elisa", "Academia Ritmo", "(11) 95550-0235",
        Text("The landlord says that the wiring is the tenant's affair. Is it?", "O dono do imóvel diz que a fiação é problema do inquilino. É?"),
        contacted(1),
        won(3, Text("A short question, well put. Thank you, Bruno!", "Pergunta curta e bem-feita. Obrigada, Bruno!"), 900, answered=True), warmth=3,
    ),
    direct(
        52, "ana", "larissa", "Empório Figueira", "(11) 95550-0239",
        Text("I design their shop; they open in two months and have a name but no face.", "Estou projetando a loja; abrem em dois meses e têm nome, mas não têm cara."),
        accepted(), contacted(2), warmth=4,
    ),
    direct(
        53, "marina", "camila", "Oficina Boa Vista (Sr. Geraldo)", "(11) 95550-0210",
        Text("Payroll by hand for 14 people, and he is tired of it.", "Folha de 14 pessoas feita à mão, e ele cansou."),
        accepted(1), warmth=3,
    ),
    direct(
        54, "ana", "heitor", "Cozinha Escola Sabores", "sabores@sabores.example",
        Text("They sell courses by message and lose track of who has paid.", "Vendem curso por mensagem e se perdem em quem já pagou."), warmth=2,
    ),
    direct(
        55, "diego", "ana", "Helena Bittencourt", "(11) 95550-0221",
        Text("She found her new flat with me: 92 m² in Pinheiros, nothing touched since 1968.", "Achou o apartamento novo comigo: 92 m² em Pinheiros, intocado desde 1968."), warmth=4,
    ),
    lead(
        55, "felipe", "marina", "Editora Mirante", "eventos@mirante.example",
        Text("They have lost two editors in three months, and the boss asked me what others do.", "Perderam duas editoras em três meses, e a chefe me perguntou como os outros fazem."),
    ),
    direct(
        56, "larissa", "gabriela", "Estúdio Pilates Vila", "(11) 95550-0237",
        Text("Their pupils ask for a dietitian every week.", "As alunas perguntam por uma nutricionista toda semana."), warmth=2,
    ),
)

THANKS: tuple[Thanks, ...] = (
    Thanks(13, "marina", "isabela", Text("For the cake at our meeting. Nobody listened to me any more, and rightly so.", "Pelo bolo na nossa reunião. Ninguém mais me ouviu, e com razão.")),
    Thanks(33, "heitor", "larissa", Text("For an hour of your eye on my portfolio. It is half as long and twice as good.", "Por uma hora do seu olhar no meu portfólio. Ficou com a metade do tamanho e o dobro da força.")),
    Thanks(48, "gabriela", "camila", Text("For explaining my tax return on the phone on a Sunday evening.", "Por me explicar o imposto pelo telefone em um domingo à noite.")),
)
