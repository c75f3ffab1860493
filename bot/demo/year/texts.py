"""What people of the made-up year say: thanks, questions with their answers, tips. `{name}` is the first name of whom they say it to."""

from __future__ import annotations

from bot.demo.people import Text

# fmt: off
THANKS = (
    Text("{name}, thank you! They came well prepared.", "{name}, agradeço muito! Chegaram bem preparados."),
    Text("Signed on the second visit. Thank you, {name}!", "Fechado na segunda visita. Valeu, {name}!"),
    Text("{name}, that was a client as I wish them all.", "{name}, era o cliente que eu pedi a Deus."),
    Text("A small job that became a big one. Thank you, {name}.", "Um trabalho pequeno que virou grande. Valeu, {name}."),
    Text("They trusted me from the first minute because you sent me, {name}.", "Confiaram em mim desde o primeiro minuto porque foi {name} quem indicou."),
    Text("{name}, they already ask for more. Thank you!", "{name}, já estão pedindo mais. Valeu demais!"),
    Text("The right person at the right time, {name}. Thank you.", "A pessoa certa na hora certa, {name}. Valeu."),
    Text("Thank you, {name}: they told their neighbours too.", "Valeu, {name}: já contaram para os vizinhos."),
    Text("{name}, I owe you a coffee. A long one.", "{name}, devo um café. Dos longos."),
    Text("A pleasure from the first call on. Thank you, {name}!", "Um prazer desde a primeira ligação. Valeu, {name}!"),
)
KINDNESSES = (
    Text("For an hour of your time and a page of good questions.", "Por uma hora do seu tempo e uma página de boas perguntas."),
    Text("For driving me to the meeting when my car would not start.", "Pela carona até a reunião quando o carro não pegou."),
    Text("For reading my offer before I sent it. It is half as long now.", "Por ler a minha proposta antes do envio. Ficou com a metade do tamanho."),
    Text("For saying my name in the right room.", "Por falar o meu nome na sala certa."),
    Text("For the list of suppliers. It saved me a week.", "Pela lista de fornecedores. Economizou uma semana."),
    Text("For welcoming my guest as if he were yours.", "Por receber meu convidado como se fosse seu."),
)
NO_FIT = (
    Text("They had decided on somebody else.", "Já tinham decidido por outra empresa."),
    Text("They wait until next year.", "Vão esperar até o ano que vem."),
    Text("Outside my part of the city.", "Fora da minha região."),
    Text("They only wanted to know a price.", "Só queriam saber o preço."),
)
DECLINED = (
    Text("I have no room before the end of next month.", "Não tenho agenda antes do fim do mês que vem."),
    Text("That is not what I do.", "Isso não é o que eu faço."),
)
WHY = (
    Text("You two serve the same people and have never met.", "Vocês atendem as mesmas pessoas e nunca se encontraram."),
    Text("What one of you finishes, the other begins.", "Onde termina o trabalho de um começa o do outro."),
    Text("Both of you have asked me the same question this month.", "Os dois me fizeram a mesma pergunta este mês."),
    Text("One of you looks for offices, the other sits in eight of them.", "Um procura escritórios, o outro conhece oito por dentro."),
)
NOTES = (
    Text("Keeps every promise, small ones first.", "Cumpre tudo o que promete, começando pelo pequeno."),
    Text("Ask about the first client: a good story.", "Pergunte do primeiro cliente: é uma boa história."),
    Text("Knows everybody between the park and the river.", "Conhece todo mundo entre o parque e o rio."),
)
QUESTIONS = (
    (Text("Which card machine takes the smallest share of small sales?", "Qual maquininha cobra menos em venda pequena?"), Text("The bank's, once you ask for the rate for small shops.", "A do banco, se você pedir a taxa de pequeno comércio.")),
    (Text("How do you remind a client of a late invoice for the third time?", "Como vocês lembram um cliente da fatura atrasada pela terceira vez?"), Text("By telephone, and with a date that they say themselves.", "Por telefone, e com uma data que eles mesmos dizem.")),
    (Text("Who has tried a four-day week in a team of five?", "Alguém já testou a semana de quatro dias em uma equipe de cinco?"), Text("We did for half a year. Fridays off by turns; nobody wants back.", "Nós, por meio ano. Sextas alternadas; ninguém quer voltar.")),
    (Text("Do you print price lists, or tell prices by message only?", "Vocês imprimem tabela de preços ou só passam por mensagem?"), Text("Printed, with a date at the bottom. It ends the haggling.", "Impressa, com data no rodapé. Acaba a pechincha.")),
    (Text("What do you do with a client who changes their mind each Monday?", "O que fazem com um cliente que muda de ideia toda segunda?"), Text("Three changes are free, and that stands in the offer.", "Três mudanças são grátis, e isso está na proposta.")),
    (Text("Is a second phone number worth it?", "Vale a pena um segundo número de telefone?"), Text("Yes: I sleep since then.", "Vale: desde então eu durmo.")),
    (Text("How long does the city take for a sign above the door?", "Quanto a prefeitura demora para liberar uma placa na fachada?"), Text("Six weeks, if the drawing has the measures on it.", "Seis semanas, se o desenho tiver as medidas.")),
    (Text("What do you give clients at the end of the year?", "O que vocês dão aos clientes no fim do ano?"), Text("A call. Nobody else calls.", "Uma ligação. Ninguém mais liga.")),
    (Text("How did you find your first employee?", "Como vocês acharam o primeiro funcionário?"), Text("By saying here what I need, at the meeting.", "Dizendo aqui, na reunião, o que eu precisava.")),
    (Text("Which insurance does a market stall need?", "Que seguro uma barraca de feira precisa ter?"), Text("Liability, by the day; it costs less than the stall's rent.", "Responsabilidade civil, por dia; custa menos que a vaga.")),
    (Text("Who has moved offices without losing a working day?", "Quem já mudou de escritório sem perder um dia de trabalho?"), Text("Move the computers last and by yourself.", "Levem os computadores por último e vocês mesmos.")),
    (Text("How do you say no to a friend's discount?", "Como dizer não ao desconto de amigo?"), Text("I name the price first and the coffee afterwards.", "Digo o preço primeiro e ofereço o café depois.")),
    (Text("Does anybody keep receipts on paper still?", "Alguém ainda guarda recibo em papel?"), Text("Pictures on the day itself, in a folder for each month.", "Foto no próprio dia, em uma pasta por mês.")),
    (Text("Where do you park near the court of justice?", "Onde vocês estacionam perto do fórum?"), Text("Behind the market hall; the first half hour is free.", "Atrás do mercado; a primeira meia hora é de graça.")),
    (Text("My website has no visitors on Sundays. Should it?", "Meu site não tem visita aos domingos. Deveria ter?"), Text("Mine has most of them then. Put the price on the first page.", "O meu tem a maioria nesse dia. Ponha o preço na primeira página.")),
    (Text("How thick is a floor that carries a bathtub of stone?", "Que espessura de laje aguenta uma banheira de pedra?"), Text("Ask for the building's drawings first; ours needed a beam.", "Peça antes a planta do prédio; a nossa precisou de uma viga.")),
    (Text("Who trains receptionists?", "Quem treina recepcionistas?"), Text("Let yours listen to three recorded calls. It works by itself.", "Deixe ouvir três ligações gravadas. Funciona sozinho.")),
    (Text("Which coffee do you serve in waiting rooms?", "Que café vocês servem na sala de espera?"), Text("A flask from the bakery at the corner, and their cards beside it.", "Uma garrafa da padaria da esquina, com o cartão deles ao lado.")),
    (Text("What does a lawyer cost who reads a lease of four pages?", "Quanto cobra um advogado para ler um contrato de aluguel de quatro páginas?"), Text("An hour, and it saved us two rents.", "Uma hora, e economizou dois aluguéis.")),
    (Text("Has anybody sold a car of the company?", "Alguém já vendeu um carro da empresa?"), Text("By auction; the paper of the tax office came in nine days.", "Em leilão; o papel da Receita veio em nove dias.")),
    (Text("Can a dog be in an office with a carpet?", "Cachorro pode ficar em escritório com carpete?"), Text("Yes, under the desk, with a mat of his own.", "Pode, embaixo da mesa, com tapete próprio.")),
    (Text("How do you number your offers?", "Como vocês numeram as propostas?"), Text("Year, then a number; I begin at 100.", "Ano e depois um número; eu começo no 100.")),
    (Text("Whose apprentices come from the evening school?", "Quem tem aprendiz da escola noturna?"), Text("I have two. Call the headmistress, not the office.", "Tenho dois. Ligue para a diretora, não para a secretaria.")),
    (Text("Rain in the cellar: a pump or new walls?", "Água no porão: bomba ou parede nova?"), Text("A pump for this summer, the walls when it is dry.", "Bomba neste verão, parede quando secar.")),
    (Text("Do business cards still make sense?", "Cartão de visita ainda faz sentido?"), Text("With a drawing on the back, yes: people keep it.", "Com um desenho no verso, sim: as pessoas guardam.")),
    (Text("How long do you keep a key of a client?", "Por quanto tempo vocês guardam a chave de um cliente?"), Text("Until the last invoice is paid, in a numbered box.", "Até a última fatura paga, em uma caixa numerada.")),
    (Text("What belongs into a first e-mail to an architect?", "O que vai no primeiro e-mail para uma arquiteta?"), Text("Square metres, a date, and what you can't bear any more.", "Metros quadrados, uma data e o que você não aguenta mais.")),
    (Text("A supplier wants payment in advance. Usual?", "Um fornecedor quer pagamento adiantado. É normal?"), Text("Half, and only with a date of delivery in writing.", "Metade, e só com data de entrega por escrito.")),
    (Text("Which lamp makes food look good?", "Que lâmpada deixa a comida bonita?"), Text("Warm, 2,700 kelvin, from the side.", "Quente, 2.700 kelvin, de lado.")),
    (Text("How do you thank somebody who sends you three clients?", "Como agradecer quem manda três clientes?"), Text("With two for them, and a note by hand.", "Com dois para a pessoa, e um bilhete à mão.")),
)
TIPS = (
    (Text("Answer within the hour", "Responder em uma hora"), Text("A short answer at once gets more work than a long one tomorrow.", "Uma resposta curta na hora traz mais trabalho que uma longa amanhã.")),
    (Text("Say what you don't do", "Dizer o que não fazemos"), Text("Since my page says what I don't do, the right people call.", "Desde que minha página diz o que eu não faço, liga quem deve ligar.")),
    (Text("One picture before, one after", "Uma foto antes, outra depois"), Text("Take the first one on the day you arrive; later it is too late.", "Tire a primeira no dia em que chegar; depois é tarde.")),
    (Text("Ask when, not whether", "Perguntar quando, não se"), Text("When shall I call you again? It is answered more often.", "Quando eu ligo de novo? Costumam responder.")),
)
TRADES_OF_GUESTS = (
    Text("Gardener", "Jardineira"), Text("Chess teacher", "Professor de xadrez"), Text("Tailor", "Alfaiate"), Text("Radio host", "Locutora"),
    Text("Cheesemaker", "Queijeiro"), Text("Notary", "Tabeliã"), Text("Bicycle dealer", "Comerciante de bicicletas"), Text("Sculptor", "Escultora"),
)
FIRST_NAMES = (
    "Amélia", "Antônio", "Aurora", "Benedito", "Cecília", "Damião", "Estela", "Francisco", "Graça", "Hugo", "Iracema", "Jorge", "Laura",
    "Manuel", "Noêmia", "Orlando", "Pilar", "Raimundo", "Salete", "Tomás", "Úrsula", "Vitório", "Wanda", "Xavier", "Zilda", "Alceu",
    "Berenice", "Clóvis", "Dirce", "Ernesto",
)
LAST_NAMES = (
    "Abreu", "Bittencourt", "Chaves", "Dorneles", "Escobar", "Fagundes", "Galvão", "Hermann", "Inácio", "Jardim", "Kobayashi", "Lacerda",
    "Magalhães", "Nunes", "Oliva", "Pacheco", "Queiroga", "Ramalho", "Saldanha", "Toledo", "Uchoa", "Varela", "Werneck", "Ximenes", "Zago",
    "Andrade", "Bragança", "Custódio", "Delgado", "Ventura",
)
# fmt: on
